from tests.domain.messages.conftest import mailbox as mailbox
from tests.domain.messages.conftest import unused_tcp_port as unused_tcp_port
