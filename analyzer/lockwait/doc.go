// Package lockwait asks: does somebody wait for a lock that is never given back,
// or for a peer that needs a lock he holds?
//
// # Analyzer lockwait
//
// lockwait: report locks that are kept, taken twice, or needed by those one waits for
//
// Who waits while holding a lock stops all who need it. If one of them is the one
// he waits for, both wait for ever:
//
//	s.mu.Lock()
//	defer s.mu.Unlock()
//	s.results <- r // the receiver takes s.mu before it receives again
//
// Waiting after giving the lock back is safe:
//
//	s.mu.Lock()
//	s.count++
//	s.mu.Unlock()
//	s.results <- r
//
// A return that keeps a lock stops whoever wants it next:
//
//	s.mu.Lock()
//	if s.closed {
//		return errClosed // s.mu stays locked
//	}
//	s.mu.Unlock()
//
// It is found as gostuck's are: by exploring the interleavings of a function, of
// what it makes, and of the goroutines that it starts. Locks of receivers and of
// the package belong to others, too; they are taken to give back what they take.
//
// Categories:
//
//   - held: a send, receive or wait while holding a lock that the peer needs
//     (certain; likely if gostuck's would be)
//   - kept: a return with a lock that is given back on another way (certain; if
//     taking it depends on a condition: likely)
//   - twice: a lock taken by who holds it (certain; likely if gostuck's would be)
//   - lock: locks taken in two orders, read again while a writer waits, or held by
//     somebody who waits for ever (likely)
//
// Silent when ctxblock, ctxloop, gojoin or wgbalance tells of the place, in what
// tests start, for locks that one function takes and another gives back, and on
// the way out of a panic, also for those who wait for a lock that is kept there.
// Code that serves tests is likely at most, and silent if it would be likely
// elsewhere.
package lockwait
