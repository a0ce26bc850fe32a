"""Regular expressions that always end soon: no pattern can make a search explode.

The search walks all alternatives side by side (Thompson, Pike), so its time is the length of the
text times the size of the pattern. Back references and look-around cannot be done that way and are
refused.
"""

from engine.kernel.feel.regex.machine import Match, Regex, compile_pattern
from engine.kernel.feel.regex.syntax import PatternError

__all__ = ["Match", "PatternError", "Regex", "compile_pattern"]
