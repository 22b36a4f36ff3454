package analyzer

import "github.com/cancelcheck/cancelcheck/analyzer/internal/inventory"

// A Spawn is a place that starts concurrent work, with what stops it and who
// waits for it.
type Spawn = inventory.Spawn

// A Mark is one reason for a spawn's verdict, with its position.
type Mark = inventory.Mark
