// Package gostuck asks: can a goroutine end up waiting for something that never
// comes?
//
// # Analyzer gostuck
//
// gostuck: report goroutines that can block for ever
//
// A goroutine that waits for what nobody will do any more is never freed, nor is
// anything that it holds. It takes one unlucky order of events, a timeout before
// an answer, to leave it behind:
//
//	answer := make(chan string)
//	go func() { answer <- ask(peer) }()
//	select {
//	case a := <-answer:
//		return a, nil
//	case <-time.After(limit):
//		return "", errLate // now nobody receives
//	}
//
// A slot for the answer lets the goroutine go:
//
//	answer := make(chan string, 1)
//
// The rule explores the interleavings of small systems: a function, the channels,
// groups, conditions and contexts that it makes, and the goroutines that it
// starts. It reports a wait in a state that nothing can change any more, with the
// steps that lead there. The environment is fair: timers fire, the caller's
// context is cancelled some day, calls of other packages return. What code out of
// sight may use, it may also let go.
//
// At the level likely it also explores the objects that a package makes for
// others, by a function or a method, under their own type or an interface, and
// that start goroutines: what happens if Close, or Stop, is called while one
// other method is under way, or twice. Calls that begin after it are the
// caller's fault.
//
// It is certain if the steps suppose no more than that something fails or takes
// too long, that the goroutines run in that order, and that one condition on data
// goes one way. Not counted is what makes no difference, and what a goroutine
// asks before it does anything that others see: code is there to be reached. It
// is likely if the steps suppose more: two conditions may never hold together, two
// numbers be the same, a server end beside another that has failed. If a large
// count was taken for a smaller one and that might matter, or a buffer has to fill
// up that has 16 slots and more, or nobody knows how many. If it takes a caller to
// do it, or others go on meanwhile: one may mean to wait as long as they do. And if
// the process is about to end: a signal has told it to, or the function is called
// once, by main or by the commands of another module's framework, where it is
// certain again if the command waits itself.
//
// Who may wait in each other's stead, for want of the same channel's slot or
// close, are told in one finding. Code that serves tests is likely at most, and
// silent if it would be likely elsewhere.
//
// The fix is that slot, or two or three, where exploring again proves that nobody
// is stuck there any more, and where nobody relies on it that the value has been
// taken: each send is the last thing that its goroutine does.
//
// Categories:
//
//   - send: nobody is left to receive (certain; otherwise likely)
//   - receive: nobody is left to send or close, also of a range (certain; otherwise likely)
//   - select: nobody is left to make a case ready (certain; otherwise likely)
//   - wait: a group's count never comes to zero (certain; otherwise likely)
//   - cond: nobody is left to signal (certain; otherwise likely)
//   - once: the first call of a sync.Once never returns (certain; otherwise likely)
//   - pipe: a return leaves an end of an io.Pipe open at whose other end a goroutine
//     is: before anything is read or written, after a copy that may have failed, or
//     before a goroutine that reads until the end has got one; or an io.NopCloser
//     keeps a request from closing it (certain; in a command likely)
//
// Silent when ctxblock, ctxloop, gojoin or wgbalance tells of the place, when a
// lock is part of it (lockwait), for an empty select, in what tests start, on the
// way out of a panic, and when the systems are too large: budgets count states,
// not time.
package gostuck
