"""The incumbent: an imitation of Canvas's own grade sync, from the simulated Canvas into the SISs.

Use: `job.exchange(school, system, now) -> tuple[Outcome, ...]`, one job for each published course of the
system's account, or `job.night(school, now)` for all systems that it reaches. It changes the school that it
is given (a copy is made with `copy.deepcopy`), is installed in it at the first run (`entered.install`) and
keeps what it sent in `school.incumbent`, so that a second run of the same school knows the first. The clock
is its own: nothing waits.

Each `outcome.Outcome` is one thing that it did or left: `doing` (in Canvas ids, the same words whether it
went well or not: `line-item 61007 4109`, `result 61007 4109 7143`, `class 4109`, `job 3107`), `call` and
`status` of the last request that it made for it (None: it decided by itself), `accepted`, `voice` (exchange,
canvas, sis), `said` (their words, bare) and `line` (the same in the incumbent's wrapper, as its log has it;
empty: no line). PowerSchool's assignment is one for all sections (`line-item 61007`, and one each where that
went well) and its scores go in batches (`scores 61007 4109`).

It shares no code with `connect`, `sync` or `run`, never reads the product's tables and writes its sentences
down itself (`wording`). Its habits are those
of facts/sis-vendors.md §0.2 and facts/canvas.md §2; `habits` states its numbers and who says what of which
SIS.
"""
