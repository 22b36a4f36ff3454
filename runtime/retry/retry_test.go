package retry_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
	"github.com/cancelcheck/cancelcheck/runtime/pool"
	"github.com/cancelcheck/cancelcheck/runtime/retry"
)

var errTry = errors.New("try")

func fails(context.Context) (int, error) { return 0, errTry }

func TestContract10BackoffWakesAtOnce(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		cause := errors.New("cause")
		p := pool.New(ctx, pool.Limit(1))
		since := time.Now()
		f := pool.Submit(ctx, p, func(ctx context.Context) (int, error) {
			return retry.Do(ctx, fails, retry.Backoff(retry.Constant(time.Hour)))
		})
		time.Sleep(time.Minute)
		p.Cancel(cause)
		_, err := f.Wait(ctx)
		if took := time.Since(since); took != time.Minute {
			t.Errorf("woke after %v", took)
		}
		var e *retry.Error
		if !errors.As(err, &e) || e.Tries != 1 || !errors.Is(err, cause) || !errors.Is(err, errTry) {
			t.Errorf("%v", err)
		}
		if err := p.Wait(ctx); err != cause {
			t.Error(err)
		}
	})
}

func TestContract10BackoffHoldsNoSlot(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := pool.New(ctx, pool.Limit(1))
		since := time.Now()
		tries := 0
		p.Go(ctx, func(ctx context.Context) error {
			_, err := retry.Do(ctx, func(ctx context.Context) (int, error) {
				if tries++; tries < 3 {
					return 0, errTry
				}
				return 0, nil
			}, retry.Backoff(retry.Constant(time.Hour)))
			return err
		})
		other := pool.Submit(ctx, p, func(context.Context) (int, error) { return 0, nil })
		other.Wait(ctx)
		if took := time.Since(since); took != 0 {
			t.Errorf("another task waited %v for the slot", took)
		}
		if err := p.Wait(ctx); err != nil || time.Since(since) != 2*time.Hour {
			t.Errorf("%v after %v", err, time.Since(since))
		}
	})
}

func TestTimeoutOfOneTry(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		since := time.Now()
		tries := 0
		_, err := retry.Do(t.Context(), func(ctx context.Context) (int, error) {
			tries++
			<-ctx.Done()
			return 0, context.Cause(ctx)
		}, retry.Times(4), retry.Timeout(time.Second), retry.Backoff(retry.Constant(time.Minute)))
		if !errors.Is(err, retry.ErrTimeout) || tries != 4 || time.Since(since) != 3*time.Minute+4*time.Second {
			t.Errorf("%v after %d tries, %v", err, tries, time.Since(since))
		}
	})
}

func TestPermanent(t *testing.T) {
	errNotFound := errors.New("not found")
	for name, test := range map[string]struct {
		err   error
		tries int
		opts  []retry.Option
	}{
		"marked":         {retry.Permanent(errNotFound), 1, nil},
		"marked, inside": {fmt.Errorf("get: %w", retry.Permanent(errNotFound)), 1, nil},
		"by function": {errNotFound, 1, []retry.Option{
			retry.PermanentIf(func(err error) bool { return errors.Is(err, errNotFound) })}},
		"not": {errNotFound, 3, []retry.Option{retry.PermanentIf(func(error) bool { return false })}},
	} {
		leaktest.Run(t, func(t *testing.T) {
			tries := 0
			_, err := retry.Do(t.Context(), func(context.Context) (int, error) { tries++; return 0, test.err }, test.opts...)
			if tries != test.tries || !errors.Is(err, errNotFound) {
				t.Errorf("%s: %v after %d tries", name, err, tries)
			}
		})
	}
}

func TestDoneContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errTry)
	_, err := retry.Do(ctx, func(context.Context) (int, error) { t.Error("called"); return 0, nil })
	if !errors.Is(err, errTry) || err.Error() != "try" {
		t.Error(err)
	}
}

func TestExponential(t *testing.T) {
	policy := retry.Exponential(time.Second, time.Minute)
	for try, bound := range []time.Duration{1: 1, 2: 2, 3: 4, 6: 32, 7: 60, 8: 60, 10000: 60} {
		if bound == 0 {
			continue
		}
		var all []time.Duration
		for range 1000 {
			all = append(all, policy(try))
		}
		low, high := slices.Min(all), slices.Max(all)
		if low < 0 || high >= bound*time.Second || low > bound*time.Second/10 || high < bound*time.Second*9/10 {
			t.Errorf("try %d: from %v to %v, the bound is %ds", try, low, high, bound)
		}
	}
}

func ExampleDo() {
	tries := 0
	v, err := retry.Do(context.Background(), func(ctx context.Context) (string, error) {
		if tries++; tries < 3 {
			return "", errors.New("connection refused")
		}
		return "hello", nil
	}, retry.Times(5), retry.Backoff(retry.Constant(time.Millisecond)))
	fmt.Println(v, err, "after", tries, "tries")
	// Output:
	// hello <nil> after 3 tries
}

// list is an error that cannot be compared, as validators return.
type list []error

func (l list) Error() string { return "several" }

func TestPermanentOfAnyError(t *testing.T) {
	ctx := t.Context()
	_, err := retry.Do(ctx, func(context.Context) (int, error) { return 0, retry.Permanent(list{errors.New("a")}) })
	if _, ok := err.(list); !ok {
		t.Errorf("%v", err)
	}
	if v, err := retry.Do(ctx, func(context.Context) (int, error) { return 1, retry.Permanent(nil) }); v != 1 || err != nil {
		t.Errorf("%v, %v", v, err)
	}
}
