// Package ctxbreak asks: does a loop end when its Done case is taken?
//
// # Analyzer ctxbreak
//
// ctxbreak: report Done cases that do not leave the loop
//
// A break inside of a select leaves the select, not the loop around it. The
// context stays done, so the loop takes the same case again at once and spins:
//
//	for {
//		select {
//		case <-ctx.Done():
//			break
//		case j := <-jobs:
//			work(j)
//		}
//	}
//
// Return, or break to a label on the loop:
//
//	case <-ctx.Done():
//		return
//
// A Done case that ends in continue, is empty, or only logs is the same fault,
// and so is a break under ctx.Err() != nil in a switch or select, and a break in
// the case of a stop channel that the package closes.
//
// Silent when a condition of the loop asks the context; when the context is made
// or assigned inside the loop; when the case does anything that can arm an exit,
// such as setting a variable or closing a connection; and, but for break, when
// the loop has an end of its own (a condition, or a range over anything but a
// ticker) or any statement of it outside of the select can leave it.
//
// Categories:
//
//   - break: the break leaves only the select or switch (certain; likely if
//     the loop has an end of its own, or another statement can leave it)
//   - continue: the case goes on with the next turn (certain)
//   - ignored: the case is empty or only logs (certain)
package ctxbreak
