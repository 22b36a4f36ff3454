package pool

import (
	"errors"
	"fmt"
)

var (
	// ErrDropped says that a task was never started.
	ErrDropped = errors.New("dropped before it started")
	// ErrClosed is why a task was dropped that came after Close or Wait.
	ErrClosed = errors.New("pool is closed")
	// ErrCancelled is the error of a future that was cancelled while it was
	// queued, and the cause in the context of one that was running.
	ErrCancelled = errors.New("future was cancelled")
	// ErrGoexit is the error of a task that called [runtime.Goexit], as
	// testing.T.FailNow does.
	ErrGoexit = errors.New("task called runtime.Goexit")
	// ErrCycle is what a task gets that would wait for itself, directly or
	// through others.
	ErrCycle = errors.New("tasks wait for each other")
	// ErrInside is what a task gets that waits for the whole pool it runs in.
	ErrInside = errors.New("wait for a pool from inside one of its tasks")
	// ErrLeft is the cause in the contexts of tasks whose loop was left.
	ErrLeft = errors.New("the loop over the results was left")
)

// A DroppedError says why a task was never started. It is [ErrDropped], and it
// is its cause.
type DroppedError struct {
	Cause error
}

func (e *DroppedError) Error() string {
	return fmt.Sprintf("%v: %v", ErrDropped, e.Cause)
}

// Unwrap returns ErrDropped and the cause.
func (e *DroppedError) Unwrap() []error { return []error{ErrDropped, e.Cause} }

// A PanicError is a panic that became the error of its task.
type PanicError struct {
	Value any
	Stack []byte // of the goroutine, where it panicked
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("panic: %v\n\n%s", e.Value, e.Stack)
}

// Unwrap returns the value of the panic, if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
