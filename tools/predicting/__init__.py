"""How well refusals are predicted: drawn from the facts, sent all the same, and counted.

`situations` and `drawing` draw, and know neither passback nor the practice school; `planting` makes a school
of what was drawn; `measuring` reads and plans it as a sync would and then writes in spite of every finding;
`confusion` counts. `exempt` is the closed list of what no read can show, `reach` that of what no write of
passback brings about; it counts by entry of the document too. `page` is docs/predictions.md.
"""
