package bad

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// TestHarm runs the cases that end: each is still asleep half a second after
// its context was cancelled. So a finding here is a fact, not an opinion.
func TestHarm(t *testing.T) {
	answer := &http.Response{Header: http.Header{"Retry-After": {"10s"}}}
	for name, f := range map[string]func(context.Context){
		"oneLongPause":          oneLongPause,
		"retryPredicate":        func(ctx context.Context) { retryPredicate(ctx, nil) },
		"retriesWithFixedPause": func(ctx context.Context) { _ = retriesWithFixedPause(ctx) },
		"serverSaysHowLong":     func(ctx context.Context) { serverSaysHowLong(ctx, answer) },
		"lengthIsAParameter":    func(ctx context.Context) { lengthIsAParameter(ctx, time.Minute) },
		"jitterOnTop":           jitterOnTop,
		"bareAfter":             bareAfter,
		"bareAfterByName":       bareAfterByName,
		"bareTimer":             bareTimer,
		"helpers":               helpers,
		"byAVariable":           byAVariable,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				start, late := time.Now(), time.Duration(0)
				go func() {
					f(ctx)
					late = time.Since(start)
				}()
				time.Sleep(time.Millisecond)
				cancel()
				time.Sleep(time.Hour)
				if late < 500*time.Millisecond {
					t.Errorf("it returned after %v: this does no harm", late)
				}
			})
		})
	}
}
