// Package lifetime answers: what does a package do concurrently, and what ends
// it? It is the one model that all rules ask, built once per package from
// syntax and types, and the one analyzer with facts.
//
// The nouns, from the whole to the part:
//
//   - Package: all functions, and who assigns what to whom
//   - Func: a declared function or a literal, with its role (called here,
//     deferred, run apart, or a value), its calls, receives and loops
//   - Loop: does it end by itself, whom does it ask whether to end, what do its
//     turns do
//   - Op, Select: what is done to a channel, and beside which other cases
//   - Chan, WaitGroup: the variables that may hold the same channel or group,
//     and all that is done to it
//   - Spawn: what starts concurrent work, what stops it, who waits for it
//   - Held: a local variable that owns running work
//   - Charge: a process, a server, a ticker or a group that a function starts
//     and keeps to itself
//   - Undercut: a method that closes what a goroutine of its object still uses
//   - Wait: a call that waits for the network, a process, a database
//   - Pause: a place that waits for time to pass and for nothing else
//   - Exit: a call that ends the process, and the deferred calls that it skips
//   - Poll: a test of a plain variable that ends a loop, and who else writes it
//   - Context: where a context comes from, and whether anybody can cancel it
//   - Place: the identity of a variable, or of a field behind one
//   - Flow: which contexts are certainly done at a point
//
// and one fact per function, effects.Effects: what calling it means for the
// caller. Effects of own functions are computed bottom-up over the package's
// calls to a fixed point; those of imported own packages come as facts, those
// of everybody else from package known. What is in none of these is unknown,
// and the unknown is silent.
//
// It costs one walk over the syntax. Graphs and flows are made for functions
// that need them, when a rule asks; Ask makes rules take turns. There is no
// SSA: requiring it would make the framework's drivers load every dependency
// from source.
package lifetime
