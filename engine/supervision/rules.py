"""Colours, grades and rungs of supervision."""

from engine.escalations.rules import WORKING_DAYS, Rung
from engine.staff.rules import Directory, UnitType

YELLOW, ORANGE, RED = "YELLOW", "ORANGE", "RED"
COLOURS = (YELLOW, ORANGE, RED)
GRADES = ("GOOD", "ADEQUATE", "POOR")
# How long a unit has to reply where nobody says otherwise.
POLICY = "CMP.SUPERVISE"
# Who hears of an order: at once, and each time the reply is overdue again.
RUNGS = (
    Rung(1, 0, WORKING_DAYS, "TEAM_LEAD"),
    Rung(2, 0, WORKING_DAYS, "DEPUTY_GM"),
    Rung(3, 0, WORKING_DAYS, "GM"),
    Rung(4, 0, WORKING_DAYS, "SUPERVISOR@group"),
)
# Who waits for the reply where nobody opened the order in person.
KEEPER = Rung(2, 0, WORKING_DAYS, "HEAD")
# Which company supervises when a diagram opens the order: the graver, the higher.
KEEPERS = {YELLOW: UnitType.CITY, ORANGE: UnitType.PROVINCE, RED: UnitType.GROUP}


# The units a team lead leads; a larger one answers through the head of a department.
LED_BY_TEAM_LEADS = frozenset({UnitType.STATION, UnitType.TEAM})


def rung_for(level: int, unit_type: str) -> Rung:
    """Return who hears of an order on a level; the first depends on the kind of unit."""
    if level <= 1 and unit_type not in LED_BY_TEAM_LEADS:
        return KEEPER
    return RUNGS[min(level, len(RUNGS)) - 1]


def graver(colour: str) -> str:
    """Return the next graver colour; red stays red."""
    return COLOURS[min(COLOURS.index(colour) + 1, len(COLOURS) - 1)]


def keeper_of(directory: Directory, unit_id: str, colour: str) -> str:
    """Return the path of the company that supervises a unit in a colour."""
    found = directory.ancestor(unit_id, KEEPERS[colour]) or directory.root()
    return found.path if found else "/"
