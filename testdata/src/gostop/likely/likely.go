// Package likely holds what gostop finds at the level likely.
package likely

import "errors"

type worker struct{ done chan struct{} }

func newWorker() *worker {
	w := &worker{done: make(chan struct{})}
	go func() {
		for {
			select {
			case <-w.done:
				return
			default:
			}
		}
	}()
	return w
}

func (w *worker) Stop() { close(w.done) }

func (w *worker) Ready() bool { return true }

func skippedByAReturn(n int) error {
	w := newWorker() // want `w owns running work that a return leaves running \(gostop\)`
	if n < 0 {
		return errors.New("negative")
	}
	w.Stop()
	return nil
}
