package bad

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases that end in a wait: a goroutine is blocked for ever
// after the context was cancelled. So a finding here is a fact, not an opinion.
func TestHarm(t *testing.T) {
	fail = errors.New("it went wrong")
	defer func() { fail = nil }()
	for name, f := range map[string]func(context.Context){
		"waitsForEver":              waitsForEver,
		"producerOutlivesConsumer":  func(ctx context.Context) { _ = producerOutlivesConsumer(ctx) },
		"publishAll":                func(ctx context.Context) { _ = (&bus{out: make(chan event)}).publishAll(ctx, []event{{}}) },
		"firstErrorLeavesTheOthers": func(ctx context.Context) { _ = firstErrorLeavesTheOthers(ctx) },
		"startsEmitter":             func(ctx context.Context) { _ = startsEmitter(ctx) },
		"emit": func(ctx context.Context) {
			s := newSource()
			go s.consume(ctx)
			<-ctx.Done()
			time.Sleep(1)
			s.emit(ctx, event{})
		},
		"overflow": func(ctx context.Context) { overflow(ctx, make(chan event), make(chan event)) },
		"pop":      func(ctx context.Context) { q := &queue{}; q.cond = sync.NewCond(&q.mu); q.pop(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			if !harm.Leaks(t, f) {
				t.Error("nobody is left behind: this does no harm")
			}
		})
	}
}
