// Package oracle answers: which goroutines of a program can block for ever,
// according to the language itself? It is what the explorer is tested against.
//
// A Program is a small random concurrent program. It has two readings. Source
// prints it as Go, for the explorer and for the compiler. Search and Replay
// execute it, by closures over the real channels, contexts, groups and locks,
// on real goroutines. Before every operation that others can notice, a goroutine
// waits for a turn token; when all are waiting or blocked, which testing/synctest
// tells without guessing, the next token is a free choice. A list of choices is a
// schedule, and a schedule repeats exactly.
//
// What is not left to the primitives, and why:
//
//   - Waiting for a lock. It is not durable for synctest, so a goroutine gets its
//     turn when TryLock would succeed. Mutex.Lock has no effect on others while
//     it waits, so nothing is lost. RWMutex.Lock has one, it stops new readers:
//     announcing that is a choice of its own.
//   - Waiting for a Once that is running, for the same reason.
//   - Which ready case a select takes is a choice, so that case alone is tried.
//     Readiness is worked out before, and the real channel must agree with it.
//   - Time. A timer fires whenever the schedule says so, and all have fired
//     before a run is over.
//   - defer, panic and recover of a Program are those of closures, not its own
//     stack frames: the panics are real, their way up is interpreted.
//
// So there is a second check, of the oracle: batches of programs are compiled
// and run by the real scheduler under the runtime's goroutine leak profile, and
// no leak may show there that Search has not found.
package oracle
