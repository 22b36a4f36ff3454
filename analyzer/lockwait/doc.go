// Package lockwait asks: does somebody wait for a peer that needs a lock he
// holds?
//
// # Analyzer lockwait
//
// lockwait: report waits that keep a lock which is needed to end them
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
// It is found as gostuck's are: by exploring the interleavings of a function, of
// what it makes, and of the goroutines that it starts.
//
// Categories:
//
//   - held: a send, receive or wait while holding a lock that the peer needs
//     (certain; likely if gostuck's would be)
//   - lock: a lock taken twice, in two orders, or never given back (likely)
//
// Silent when ctxblock, ctxloop, gojoin or wgbalance tells of the place, in what
// tests start, and for locks of values that come from elsewhere.
package lockwait
