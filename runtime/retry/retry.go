// Package retry tries again, until a call succeeds, an error is permanent, the
// tries are used up or the context is done. It keeps point 10 of the
// cancellation contract: a backoff wakes at once on cancel, and inside a task
// of a pool it holds no slot.
//
//	page, err := retry.Do(ctx, func(ctx context.Context) (Page, error) {
//		return fetch(ctx, url)
//	}, retry.Times(5), retry.Timeout(2*time.Second))
//
// Without options there are three tries, with a random pause of at most 100ms,
// then 200ms, between them.
//
// On cancel the try that runs sees it in its context, no further try starts, and
// Do returns the cause together with the last error. A first try that succeeds
// costs one allocation more than the call.
package retry

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/internal/slot"
)

// A Policy says how long to wait after the try with this number, from 1.
type Policy func(try int) time.Duration

// Constant waits d each time.
func Constant(d time.Duration) Policy { return func(int) time.Duration { return d } }

// Exponential waits a random time up to a bound, which starts with first and
// doubles each time up to most. All of it is random ("full jitter"): those who
// failed together do not come back together.
func Exponential(first, most time.Duration) Policy {
	return func(try int) time.Duration {
		bound := first
		for range try - 1 {
			if bound >= most/2 {
				bound = most
				break
			}
			bound *= 2
		}
		return time.Duration(rand.Int64N(max(int64(min(bound, most)), 1)))
	}
}

// An Option changes how [Do] tries.
type Option func(*options)

type options struct {
	times     int
	policy    Policy
	timeout   time.Duration
	permanent func(error) bool
}

// Times sets how many tries there are at most, the first included. Zero is no
// limit.
func Times(n int) Option { return func(o *options) { o.times = n } }

// Backoff sets the policy: [Constant], [Exponential] or a function of one's own.
func Backoff(p Policy) Option { return func(o *options) { o.policy = p } }

// Timeout bounds each try. A try that runs out of it is tried again.
func Timeout(d time.Duration) Option { return func(o *options) { o.timeout = d } }

// PermanentIf says which errors are not worth another try, besides those that
// are marked by [Permanent].
func PermanentIf(f func(error) bool) Option { return func(o *options) { o.permanent = f } }

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks an error that is not worth another try. Do returns it without
// the mark. Of nil it makes nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// ErrTimeout is the cause in the context of a try that took too long.
var ErrTimeout = errors.New("try took too long")

// An Error says how many tries failed. It is the last of their errors, and the
// cause of the cancel if one ended the tries.
type Error struct {
	Tries int
	Last  error // of the last try; nil if there was none
	Cause error // why there was no other try, if the context was done
}

func (e *Error) Error() string {
	switch {
	case e.Cause == nil:
		return fmt.Sprintf("%v (%d tries)", e.Last, e.Tries)
	case e.Last == nil:
		return e.Cause.Error()
	}
	return fmt.Sprintf("%v (after %d tries, the last: %v)", e.Cause, e.Tries, e.Last)
}

// Unwrap returns the last error and the cause.
func (e *Error) Unwrap() []error { return []error{e.Last, e.Cause} }

// Do calls fn until it succeeds. It returns the result, or an [*Error], or the
// error that was permanent.
//
//cancelcheck:assume honours ctx
func Do[T any](ctx context.Context, fn func(context.Context) (T, error), opts ...Option) (T, error) {
	o := options{times: 3, policy: Exponential(100*time.Millisecond, 10*time.Second)}
	for _, opt := range opts {
		opt(&o)
	}
	var zero T
	var last error
	for try := 1; ; try++ {
		if ctx.Err() != nil {
			return zero, &Error{try - 1, last, context.Cause(ctx)}
		}
		v, err := once(ctx, &o, fn)
		if err == nil {
			return v, nil
		}
		if mark, ok := err.(permanent); ok {
			return zero, mark.error
		} else if errors.As(err, &mark) || o.permanent != nil && o.permanent(err) {
			return zero, err
		}
		last = err
		if try == o.times {
			return zero, &Error{try, last, nil}
		}
		if slot.Sleep(ctx, o.policy(try)) != nil {
			return zero, &Error{try, last, context.Cause(ctx)}
		}
	}
}

func once[T any](ctx context.Context, o *options, fn func(context.Context) (T, error)) (T, error) {
	if o.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, o.timeout, ErrTimeout)
		defer cancel()
	}
	return fn(ctx)
}
