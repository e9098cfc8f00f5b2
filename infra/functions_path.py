"""Import this first to use the service's own package (`takepart`) in a tool.

It is not on the path of the whole environment on purpose: the emulator runs the functions by the same Python, and they
must find their code in the artefact and nowhere else.
"""

import sys

from infra.places import FUNCTIONS

if str(FUNCTIONS) not in sys.path:
    sys.path.append(str(FUNCTIONS))
