"""What people do about the searches that they keep. Documents are put into the index by `search.index`."""

from .saving import change_search as change_search
from .saving import delete_search as delete_search
from .saving import renew_feed_key as renew_feed_key
from .saving import save_search as save_search
from .telling import stop_telling_by_link as stop_telling_by_link
from .telling import tell_of_new as tell_of_new
