"""What is done about mailings: written, sent batch by batch, stopped, resumed; the texts to begin with."""

from .answering import answered_by_sms as answered_by_sms
from .keeping import end_region_template as end_region_template
from .keeping import end_template as end_template
from .keeping import keep_region_template as keep_region_template
from .keeping import keep_template as keep_template
from .sending import cancel as cancel
from .sending import resume as resume
from .sending import send_batch as send_batch
from .sending import start as start
from .sending import stop as stop
from .writing import discard as discard
from .writing import write as write
