"""What an SIS can and cannot hold, as data: each limit with its source, its date and how firm it is.

A connector states its capabilities; checks and the diff read them and never ask which SIS it is.
`None` means *not known*: it is neither a yes nor a no.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from passback.core.value import Value, value

T = TypeVar("T")


@value
class Limit(Value, Generic[T]):
    """One thing a vendor can or cannot do, and how we know.

    `firm`: True where the vendor documents it or says it in an error; False where it is hearsay or
    inference, so that a check may only warn. Write `Limit(...)`, not `Limit[int](...)`: Python 3.11 cannot
    call the latter on a frozen, slotted dataclass.
    """

    value: T
    source: str
    on: date
    firm: bool


class Ids(StrEnum):
    """Who chooses the id of a new line item."""

    CLIENT = "client"
    SERVER = "server"


class Evidence(StrEnum):
    """What a connector's support rests on, the weakest first. Nothing is claimed beyond it."""

    INFERRED = "inferred"  # no document says how; the nearest known product was taken
    SIMULATED = "simulated"  # tested against a simulator written from the vendor's documents
    RECORDED = "recorded"  # tested against recorded answers of the real product
    LIVE = "live"  # tested against a live district


class Exempt(StrEnum):
    """How an excused score travels: by a flag alone, or beside a number the SIS is known to ignore."""

    FLAG = "flag"
    FLAG_BESIDE_ZERO = "flag-beside-zero"
    REFUSED = "refused"


@value
class Capabilities(Value):
    """What one SIS's interface carries. For what each rule does with it see `sync/carry.py`.

    `points_whole`: a line item's maximum must be a whole number. `score_factor_max`: a score may be at most
    this many times the maximum. `category_default`: work without a category that the SIS knows is filed in
    one that its admin chose. `category_code_suffix`: names end in a code in parentheses, which belongs to
    them. `bulk`: the scores of a line item can travel in one request. `comments_read` False: comments are
    taken and cannot be seen again, so they go along with a score and are not compared; elsewhere left out.
    `score_min`: the least score. `extra_credit_by_item`: a setting of the line item in the SIS, which is not
    shown, lifts the limit above; a new line item does not have it.

    What is refused of a line item: `due_in_term`, `due_in_class`, `due_in_period`: its due date must lie in a
    term of the class, on a day of the class, in a grading period. `name_unique`: a class has no two line
    items of one name and due date. `category_active`: its category must be one that the class's lead teacher
    has and that is active. `lock_holds`: one that the SIS shows as locked takes no change.
    """

    line_item_ids: Limit[Ids]
    decimals: Limit[int] | None
    title_max: Limit[int] | None
    points_whole: Limit[bool] | None
    extra_credit: Limit[bool] | None
    score_factor_max: Limit[Decimal] | None
    exempt: Limit[Exempt] | None
    late: Limit[bool] | None
    missing: Limit[bool] | None
    comment_max: Limit[int] | None
    letters: Limit[bool] | None
    clear: Limit[bool] | None
    delete: Limit[bool] | None
    not_counted: Limit[bool] | None
    category_required: Limit[bool] | None
    category_case_matters: Limit[bool] | None
    category_default: Limit[bool] | None
    category_code_suffix: Limit[bool] | None
    term_end_inclusive: Limit[bool] | None
    readable: Limit[bool] | None
    bulk: Limit[bool] | None
    comments_read: Limit[bool] | None = None
    score_min: Limit[Decimal] | None = None
    extra_credit_by_item: Limit[bool] | None = None
    due_in_term: Limit[bool] | None = None
    due_in_class: Limit[bool] | None = None
    due_in_period: Limit[bool] | None = None
    name_unique: Limit[bool] | None = None
    category_active: Limit[bool] | None = None
    lock_holds: Limit[bool] | None = None
