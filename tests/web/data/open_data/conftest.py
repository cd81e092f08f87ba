from tests.domain.statistics.open_data.conftest import country, data_folder
from tests.domain.statistics.open_data.test_snapshots import published

__all__ = ["country", "data_folder", "published"]
