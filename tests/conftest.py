"""What holds for all tests: properties have as many examples on a busy machine, and AWS's models are read once."""

from __future__ import annotations

from functools import cache

from botocore import loaders
from hypothesis import settings

# A deadline would measure the machine, and the first use of the calendar of bank holidays, and not the code.
settings.register_profile("takepart", deadline=None)
settings.load_profile("takepart")

# Each test has clients of its own. What botocore knows of AWS is megabytes of JSON that nobody changes: one for all.
loaders.create_loader = cache(loaders.create_loader)
