package analyzer

import "github.com/cancelcheck/cancelcheck/analyzer/internal/inventory"

// A Spawn is a place that starts concurrent work, with what stops it and who
// waits for it.
type Spawn = inventory.Spawn

// A Mark is one reason for a spawn's verdict, with its position.
type Mark = inventory.Mark

// A Verdict sums up a spawn.
type Verdict = inventory.Verdict

// Verdicts is all of them, the best first.
var Verdicts = inventory.Verdicts

// Inventory lists the spawns of a package: its result is a []Spawn, sorted by
// position. It is not in All: it finds nothing wrong.
var Inventory = inventory.Analyzer
