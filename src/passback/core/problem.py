"""What can be wrong, how bad it is, who can help: the closed lists that join all rooms.

A check finds a problem, a fix solves some, a sandbox rule enforces some, a dictionary cause names one.
The first list comes from the SIS Error Code Dictionary; a new problem is one line here and its general
entry in `dictionary/entries/passback.yaml`.
"""

from enum import StrEnum


class Problem(StrEnum):
    """A cause; the closed list that a check, an entry, a fix and a rule share."""

    # category
    CATEGORY_NOT_FOUND = "category-not-found"
    CATEGORY_MISSING = "category-missing"
    CATEGORY_NOT_IMPORTED = "category-not-imported"
    CATEGORY_WITHOUT_GRADE_SCALE = "category-without-grade-scale"
    CATEGORY_NOT_LEAD_TEACHERS = "category-not-lead-teachers"
    CATEGORY_DIFFERS_BETWEEN_SECTIONS = "category-differs-between-sections"
    CUSTOM_GRADE_SCALE = "custom-grade-scale"
    CATEGORY_NOT_UNIQUE = "category-not-unique"
    DUPLICATE_ASSIGNMENT_GROUPS = "duplicate-assignment-groups"
    # date
    DUE_DATE_MISSING = "due-date-missing"
    DUE_DATE_NOT_FOR_EVERYONE = "due-date-not-for-everyone"
    DUE_DATE_DIFFERS_BY_STUDENT = "due-date-differs-by-student"
    DUE_DATE_TOO_OLD = "due-date-too-old"
    DUE_DATE_OUTSIDE_TERM = "due-date-outside-term"
    DUE_DATE_OUTSIDE_CLASS = "due-date-outside-class"
    DUE_DATE_OUTSIDE_GRADING_PERIOD = "due-date-outside-grading-period"
    ASSIGN_DATE_OUTSIDE_GRADING_PERIOD = "assign-date-outside-grading-period"
    GRADING_PERIOD_LOCKED = "grading-period-locked"
    # section
    SECTION_WITHOUT_SIS_ID = "section-without-sis-id"
    SECTION_ID_NOT_IN_SIS = "section-id-not-in-sis"
    SECTION_WITHOUT_STUDENTS = "section-without-students"
    SECTION_WITHOUT_GRADEBOOK = "section-without-gradebook"
    SEVERAL_GRADEBOOKS = "several-gradebooks"
    GRADEBOOK_MISMATCH = "gradebook-mismatch"
    TEACHER_NOT_IN_SECTION = "teacher-not-in-section"
    NOTHING_TO_SYNC = "nothing-to-sync"
    # student
    STUDENT_WITHOUT_SIS_ID = "student-without-sis-id"
    STUDENT_SIS_ID_INVALID = "student-sis-id-invalid"
    TEST_STUDENT = "test-student"
    STUDENT_NOT_IN_SECTION = "student-not-in-section"
    STUDENT_IN_SEVERAL_CLASSES = "student-in-several-classes"
    STUDENT_NOT_ON_GRADEBOOK = "student-not-on-gradebook"
    STUDENT_NOT_ON_ASSIGNMENT = "student-not-on-assignment"
    # assignment
    NAME_TOO_LONG = "name-too-long"
    NAME_EMPTY = "name-empty"
    NAME_NOT_UNIQUE = "name-not-unique"
    NAME_TAKEN = "name-taken"
    SEVERAL_MATCHES = "several-matches"
    POINTS_MISSING = "points-missing"
    POINTS_NOT_WHOLE = "points-not-whole"
    POINTS_NOT_PRODUCT_OF_WEIGHT = "points-not-product-of-weight"
    ASSIGNMENT_LOCKED = "assignment-locked"
    ASSIGNMENT_FOR_SINGLE_STUDENTS = "assignment-for-single-students"
    ASSIGNMENT_UNPUBLISHED = "assignment-unpublished"
    LINK_BROKEN = "link-broken"
    LINE_ITEM_DELETED = "line-item-deleted"
    UPDATE_MISSES_SECTION = "update-misses-section"
    # score
    SCORE_ABOVE_MAXIMUM = "score-above-maximum"
    SCORE_BELOW_MINIMUM = "score-below-minimum"
    SCORE_NOT_NUMERIC = "score-not-numeric"
    SCORE_EMPTY = "score-empty"
    SCORE_EXCUSED = "score-excused"
    SCORE_CLEARED = "score-cleared"
    SCORE_HIDDEN = "score-hidden"
    OMITTED_FROM_FINAL_GRADE = "omitted-from-final-grade"
    EDITED_IN_SIS = "edited-in-sis"
    # system
    CANVAS_THROTTLED = "canvas-throttled"
    SIS_THROTTLED = "sis-throttled"
    SIS_UNREACHABLE = "sis-unreachable"
    SIS_TOO_SLOW = "sis-too-slow"
    JOB_TIMED_OUT = "job-timed-out"
    SIS_INTERNAL_ERROR = "sis-internal-error"
    DATA_NOT_ACCEPTED = "data-not-accepted"
    NOT_AUTHORIZED = "not-authorized"
    CREDENTIALS_EXPIRED = "credentials-expired"
    CREDENTIALS_EXPIRING = "credentials-expiring"
    VENDOR_KEY_MISSING = "vendor-key-missing"
    PERMISSION_MISSING = "permission-missing"
    PLUGIN_INCOMPLETE = "plugin-incomplete"
    ROUTE_MISSING = "route-missing"
    CANVAS_TOKEN_LACKS_MANAGE_SIS = "canvas-token-lacks-manage-sis"  # noqa: S105 - a name, no secret
    CANVAS_UNREACHABLE = "canvas-unreachable"
    ANSWER_NOT_UNDERSTOOD = "answer-not-understood"
    PART_UNREAD = "part-unread"
    # our own
    CHANGED_SINCE_PLAN = "changed-since-plan"
    VALUE_CHANGED_BY_SIS = "value-changed-by-sis"
    NEEDS_GRADING = "needs-grading"
    LEFT_SECTION = "left-section"
    SYNC_TURNED_OFF = "sync-turned-off"
    TERM_OVER = "term-over"
    SYNC_BOX_HIDDEN = "sync-box-hidden"
    CONNECTION_NOT_UNIQUE = "connection-not-unique"
    HELD_FOR_A_PERSON = "held-for-a-person"
    DISCARDED = "discarded"
    OTHER_EXCHANGE_ACTIVE = "other-exchange-active"
    NOT_CARRIED = "not-carried"
    UNRECOGNIZED = "unrecognized"


class Effect(StrEnum):
    """How far the harm of a problem reaches."""

    HARMLESS = "harmless"
    BLOCKS_SCORE = "blocks-score"
    BLOCKS_ASSIGNMENT = "blocks-assignment"
    BLOCKS_SECTION = "blocks-section"
    BLOCKS_SYNC = "blocks-sync"


class Who(StrEnum):
    """Who can act."""

    TEACHER = "teacher"
    CANVAS_ADMIN = "canvas-admin"
    SIS_ADMIN = "sis-admin"
    SIS_VENDOR = "sis-vendor"
    OPERATOR = "operator"
    NOBODY = "nobody"


class Action(StrEnum):
    """What a fix can do; a dictionary step may name one. A fix brings its action with it."""

    RESEND = "resend"
    RESOLVE_ANEW = "resolve-anew"
    SHORTEN_NAME = "shorten-name"
    MAP_CATEGORY = "map-category"
    DATE_BY_POLICY = "date-by-policy"
    SEND_OTHER_DATE = "send-other-date"
    HOLD_STUDENT = "hold-student"
    LEAVE_OUT = "leave-out"
    HOLD_EXCUSED = "hold-excused"
    CAP_SCORE = "cap-score"
    CHOOSE_LINE_ITEM = "choose-line-item"
    ADOPT = "adopt"
    UNLINK = "unlink"
    MAKE_ANEW = "make-anew"
    REMASTER = "remaster"
    MOVE_TO_GROUP = "move-to-group"
    CREATE_GROUP = "create-group"
    MERGE_GROUPS = "merge-groups"
    RENAME = "rename"
    SET_POINTS = "set-points"
    SET_DUE_DATE = "set-due-date"
    TURN_SYNC_OFF = "turn-sync-off"
    CLEAR_INTEGRATION_DATA = "clear-integration-data"
    CLEAR_COURSE_INTEGRATION_DATA = "clear-course-integration-data"


class ActsOn(StrEnum):
    """Where a fix acts: on what we send alone, on Canvas, or on the SIS. The first that can is preferred."""

    WIRE = "wire"
    CANVAS = "canvas"
    SIS = "sis"


class Severity(StrEnum):
    """What a finding means for the sync: it blocks its subject, warns, or only informs."""

    BLOCKS = "blocks"
    WARNS = "warns"
    INFORMS = "informs"


class Safety(StrEnum):
    """May a change run by itself, on consent, or is it only shown."""

    SAFE = "safe"
    ASK = "ask"
    SHOW = "show"


class State(StrEnum):
    """Where one score stands; every score considered is in exactly one."""

    IN_SIS = "in-sis"
    ALREADY_THERE = "already-there"
    WAITING = "waiting"
    DIFFERS = "differs"
    UNCONFIRMED = "unconfirmed"
    NOT_SENT = "not-sent"
    REFUSED = "refused"
