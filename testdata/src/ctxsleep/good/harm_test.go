package good

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestNoHarm runs the twins of what is bad: each has returned within half a
// second after its context was cancelled.
func TestNoHarm(t *testing.T) {
	for name, f := range map[string]func(context.Context){
		"timerAndDone":            func(ctx context.Context) { _ = timerAndDone(ctx) },
		"timerAndDoneByName":      func(ctx context.Context) { _ = timerAndDoneByName(ctx) },
		"briefOnce":               briefOnce,
		"briefWithCheckEachTurn":  briefWithCheckEachTurn,
		"briefAndCounted":         briefAndCounted,
		"briefJitter":             briefJitter,
		"backoffWithLowCap":       backoffWithLowCap,
		"backoffByMin":            backoffByMin,
		"packageVariable":         packageVariable,
		"drainsAStoppedTimer":     drainsAStoppedTimer,
		"tickerWithDone":          tickerWithDone,
		"calleeHasTheContext":     calleeHasTheContext,
		"helperWithABoundedField": func(ctx context.Context) { helperWithABoundedField(ctx, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				start, late := time.Now(), time.Hour
				go func() {
					f(ctx)
					late = time.Since(start)
				}()
				time.Sleep(time.Millisecond)
				cancel()
				time.Sleep(time.Hour)
				if late > 500*time.Millisecond {
					t.Errorf("it returned after %v: this does harm", late)
				}
			})
		})
	}
}
