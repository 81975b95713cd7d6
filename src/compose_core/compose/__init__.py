"""The use case: compose, preview, save and send an email activity, and see what was kept."""

from compose_core.compose.act import Act
from compose_core.compose.composition import Composition, Sizes
from compose_core.compose.judgement import Judgement, judge
from compose_core.compose.macro_options import MacroOption
from compose_core.compose.options import CustomerValues, Limits, Options, WhenSecure
from compose_core.compose.preview import Prepared, Preview
from compose_core.compose.reading import ReadingService
from compose_core.compose.service import ComposeService
from compose_core.compose.together import ENOUGH, Job, Pending, begun, stored_alone, work_off

__all__ = [
    "ENOUGH",
    "Act",
    "ComposeService",
    "Composition",
    "CustomerValues",
    "Job",
    "Judgement",
    "Limits",
    "MacroOption",
    "Options",
    "Pending",
    "Prepared",
    "Preview",
    "ReadingService",
    "Sizes",
    "WhenSecure",
    "begun",
    "judge",
    "stored_alone",
    "work_off",
]
