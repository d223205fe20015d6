"""`python -m regulars.readings.apart DOOR IDLE FOLDER`: the reading process, started by `tending`."""

import sys
from pathlib import Path

from regulars.readings.apart.answers import Answers
from regulars.readings.apart.child import serve

serve(Answers(Path(sys.argv[3])).answer, int(sys.argv[1]), float(sys.argv[2]))
