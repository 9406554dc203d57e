"""Crisis words noticed, and the right human help for them: a way to show help, nothing else.

Lexicon (``content/_data/crisis``) → ``compile_crisis`` at build → one artifact → ``Crisis`` here and ``theme/js/crisis.js`` on
the device. Both read the same artifact and give the same answer.
"""

from waymark.crisis.compile import compile_crisis
from waymark.crisis.match import Crisis
from waymark.crisis.model import CATEGORIES, Match, Severity

__all__ = ["CATEGORIES", "Crisis", "Match", "Severity", "compile_crisis"]
