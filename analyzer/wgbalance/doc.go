// Package wgbalance asks: does every count of a WaitGroup come to its Done?
//
// # Analyzer wgbalance
//
// wgbalance: report WaitGroup counts that cannot balance
//
// A goroutine that was counted and never calls Done keeps Wait from returning,
// for ever, and usually the shutdown with it:
//
//	wg.Add(1)
//	go func() {
//		if err := fetch(url); err != nil {
//			log.Print(err)
//			return // without Done
//		}
//		wg.Done()
//	}()
//
// Defer it, or leave the counting to the group:
//
//	wg.Go(func() {
//		if err := fetch(url); err != nil {
//			log.Print(err)
//		}
//	})
//
// A group may as well count the items of a queue, references or phases, so only
// a goroutine with an Add beside its go statement is held to a Done of its own.
//
// Silent when the group, or one of its methods as a value, goes to code that is
// not in sight; when a Done belongs to no counted goroutine, as in reference
// counters, work queues and callbacks; when another function may call Done for
// the goroutine; when the Add is conditional; and about panics that nobody
// recovers from: they end the process anyway. Copied groups, and an Add that is
// the first statement of a go statement's literal, are go vet's.
//
// Categories:
//
//   - skipped: a return or Goexit of a counted goroutine that passes no Done
//     (certain)
//   - unstarted: a way from an Add that passes the go statement by and comes to
//     the Wait, to the next Add or to a return (certain)
//   - late: an Add in the goroutine that it counts, which races with a Wait of
//     the function that starts it (certain)
//   - count: constant Adds, and another number of goroutines (certain)
//   - turn: a Wait in the loop whose later turns start what it waits for
//     (certain)
//   - self: a Wait in a counted goroutine, before its own Done (certain)
//   - never: Add and Wait, and no Done in the whole package (certain)
//   - recovered: a Done that is not deferred, in a goroutine that recovers from
//     its panics (likely)
package wgbalance
