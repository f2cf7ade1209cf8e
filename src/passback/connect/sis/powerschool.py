"""PowerSchool (PowerTeacher Pro) through its native interface, with a plugin that the district uploads.

What the addresses, the fields and the requests are: `connect/xte/client.py`; here only what is PowerSchool's
to allow. read = 7 requests, one per line item, and one per 100 students of the school once; write = 2 per new
or changed line item, 1 per 100 scores of one; read-back = 1.

Where several teachers share a section it is the gradebook of who leads it (1 request more). Options:
`teacher_email`, whose gradebook it is where PowerSchool does not say who leads. The plugin and what it asks
for: `connect/xte/access.py`, `plugin.py`.

Not known, and so None below: decimals, clearing a score, letters, whether a category is required
(facts/sis-vendors.md §1.6, §14).
"""

from datetime import date

from passback.connect.line import SIS, Line
from passback.connect.means import Means
from passback.connect.sign_in import ClientCredentials
from passback.connect.wire import Manners, Wire
from passback.connect.xte.client import PowerTeacherPro
from passback.connect.xte.tables import asks_again, is_outage, waits
from passback.core.capabilities import Capabilities, Evidence, Exempt, Ids, Limit
from passback.core.connection import Connection
from passback.core.ids import CanvasField, IdProfile, IdRule, Transform
from passback.core.ports import SisSide

_SEEN = date(2026, 11, 23)

_CAPABILITIES = Capabilities(
    line_item_ids=Limit(Ids.SERVER, "facts/sis-vendors.md §1.6", _SEEN, firm=True),
    decimals=None,
    title_max=Limit(50, "facts/sis-vendors.md §0.3, §1.7", _SEEN, firm=True),
    points_whole=None,
    extra_credit=Limit(value=True, source="facts/sis-vendors.md §1.6", on=_SEEN, firm=True),
    score_factor_max=None,
    # The three flags are documented fields; a plugin's writing them was not measured.
    exempt=Limit(Exempt.FLAG, "facts/sis-vendors.md §1.6", _SEEN, firm=False),
    late=Limit(value=True, source="facts/sis-vendors.md §1.6", on=_SEEN, firm=False),
    missing=Limit(value=True, source="facts/sis-vendors.md §1.6", on=_SEEN, firm=False),
    # The field is documented, its length is not; a shorter comment is better than a refused score.
    comment_max=Limit(1000, "facts/sis-vendors.md §1.5 names the field and no length", _SEEN, firm=False),
    comments_read=Limit(value=False, source="facts/sis-vendors.md §1.4", on=_SEEN, firm=False),
    letters=None,
    clear=None,
    delete=Limit(value=True, source="facts/sis-vendors.md §1.6", on=_SEEN, firm=True),
    not_counted=Limit(value=True, source="facts/sis-vendors.md §1.5, §1.6", on=_SEEN, firm=True),
    category_required=None,
    category_case_matters=Limit(value=True, source="facts/canvas.md §2, flow 1", on=_SEEN, firm=False),
    category_default=None,
    category_code_suffix=None,
    term_end_inclusive=Limit(value=True, source="facts/sis-vendors.md §1.7", on=_SEEN, firm=False),
    readable=Limit(value=True, source="facts/sis-vendors.md §1.4", on=_SEEN, firm=True),
    bulk=None,
    due_in_term=Limit(value=True, source="facts/sis-vendors.md §1.7", on=_SEEN, firm=True),
    name_unique=Limit(value=True, source="facts/sis-vendors.md §1.7", on=_SEEN, firm=True),
    category_active=Limit(value=True, source="facts/sis-vendors.md §1.7", on=_SEEN, firm=True),
    lock_holds=Limit(value=True, source="facts/sis-vendors.md §1.7", on=_SEEN, firm=True),
)
CAPABILITIES = {"": _CAPABILITIES}
EVIDENCE = Evidence.SIMULATED

_STUDENTS = (
    ("student_number", Transform.AS_IS),
    ("dcid", Transform.AS_IS),
    ("student_number", Transform.STRIP_ZEROS),
)

# Known ways in which the ids meet, the commonest first.
PROFILES: tuple[IdProfile, ...] = tuple(
    IdProfile(
        IdRule(CanvasField.SIS_ID, section, Transform.AS_IS, Transform.AS_IS),
        IdRule(CanvasField.SIS_ID, student, how, Transform.AS_IS),
        None,
    )
    for section in ("id", "dcid")
    for student, how in _STUDENTS
)


def connect(connection: Connection, means: Means, space: str) -> SisSide:  # noqa: ARG001 - its ids are its own
    """The PowerSchool side of a connection."""
    line = Line(means, SIS, is_outage, waits)
    sign_in = ClientCredentials(line, connection.settings.auth)
    wire = Wire(connection.settings.url, line, sign_in, Manners(again=asks_again))
    profile = connection.profile or PROFILES[0]
    email = connection.settings.options.get("teacher_email")
    return PowerTeacherPro(wire, _CAPABILITIES, profile.section.sis, email)
