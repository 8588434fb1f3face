"""The words of a text that tell what it is about, with one word for one thing."""

import re
from collections.abc import Iterable

WORD = re.compile(r"[a-z0-9]+")
LONGEST_STEM = 6
CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
STOP_WORDS = frozenset(
    WORD.findall(
        "a about after again all also am an and any are as at be because been before "
        "being but by can cannot cant could did do does doesn doesnt don dont each "
        "every few for from get gets getting got had has have having he help her here "
        "hero heroes team teams "
        "him his how i if im in into is isn isnt issue it its ive just know less let "
        "like make makes making may me might more most much must my need needs no not "
        "now of off on one only or other our out over own please problem question s "
        "same should so some still such t than that the their them then there these "
        "they thing things this those through to too trying try under until up use "
        "used user using very want was way we were what when where whether which "
        "while who why will with without won work working works would yet you your"
    )
)
SYNONYMS = """
endpoint route handler view api controller
row record object instance entity entry item tuple
hang hangs hanging hung freeze freezes frozen stuck stall stalls stalled block blocks
 blocked blocking unresponsive
slow slower slowly latency sluggish performance slows lags laggy
delete deleted deletes deleting deletion remove removed removing removes drop dropped
none null nil nulls nullable
select query queries selects querying statement statements
child children
update updates updated updating modify modified modifying edit change changes changed
 changing edits
save saved saves saving persist persisted persists store stored stores storing
load loaded loading loads fetch fetched fetching fetches
empty blank missing lost vanish vanished disappear disappears disappeared absent gone
test tests testing pytest unittest
twice duplicate duplicates duplicated double
datetime timestamp datetimes timestamps
error exception raise raises raised raising fail fails failed failing failure crash
 crashes crashed crashing errors exceptions throws throw breaks broke broken breaking
 dies died complains explodes
relationship relation relations relationships related nested association
async asyncio asynchronous await awaiting
sync synchronous
response responses output outputs json returned
import imports imported importing
table tables
column columns field fields attribute attributes
parallel concurrent concurrency simultaneous simultaneously concurrently
wrong incorrect unexpected
migration migrations migrate revision revisions alembic
postgres postgresql psycopg psycopg2 pg
mysql mariadb pymysql
timezone tz utc aware naive
memory ram
optional nullable
insert inserts inserted inserting add added adding adds
schema schemas
validate validation validates validated validator
commit commits committed committing
connection connections
rollback rolled
database db
dict dictionary
bulk batch batches
startup boot boots booting launch
production prod
id identifier
"""


def _first_words() -> dict[str, str]:
    groups = SYNONYMS.replace("\n ", " ").strip().splitlines()
    return {word: group.split()[0] for group in groups for word in group.split()}


ONE_FOR_ALL = _first_words()


def words(text: str) -> list[str]:
    """The telling words in their order, small, synonyms as one; names are cut."""
    plain = CAMEL_CASE.sub(" ", text).lower().replace("n+1", "nplus1")
    found = WORD.findall(plain)
    telling = (one for one in found if len(one) > 1 and one not in STOP_WORDS)
    return [ONE_FOR_ALL.get(one, one) for one in telling]


def stems(found: Iterable[str]) -> frozenset[str]:
    """The beginnings of words, by which two forms of one word are the same."""
    return frozenset(one[:LONGEST_STEM] for one in found)
