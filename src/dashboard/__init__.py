"""Corridor: US levers on Latin America and the Caribbean, and what each country faces."""

import os

# The model solves many small systems: linear algebra on several threads spends its time handing them over (a long run
# of eight countries took 25 times as long). Set before numpy is first imported; a value set outside wins.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
