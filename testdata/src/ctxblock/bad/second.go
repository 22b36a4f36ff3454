package bad

import "context"

// The sender is in the other file.

type source struct{ events chan event }

func newSource() *source { return &source{events: make(chan event)} }

func (s *source) consume(ctx context.Context) error {
	for {
		select {
		case e := <-s.events:
			handle(e)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// startsEmitter leaves when one event cannot be saved.
func startsEmitter(ctx context.Context) error {
	out := make(chan event)
	go func() {
		emitTo(out)
		_ = step(ctx)
	}()
	for range 3 {
		e := <-out
		if err := save(e); err != nil {
			return err
		}
	}
	return nil
}
