package pool

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

// FuzzSchedule runs a schedule of calls against a model that is too simple to be
// wrong: a list of tasks, the first of the queue starts when there is a slot.
// Each task runs until the schedule ends it, and between two calls the bubble
// settles, so that the model and the pool have to agree after each.
func FuzzSchedule(f *testing.F) {
	f.Add([]byte{2, 0, 0, 0, 1, 0, 2, 1, 3})
	f.Add([]byte{1, 0, 0, 6, 4, 1, 5, 0, 0})
	f.Add([]byte{3, 0, 0, 0, 0, 10, 17, 0, 4, 12, 5, 3})
	f.Add([]byte{1, 0, 0, 0, 8 + 7, 0})
	f.Add([]byte{0x81, 0, 0, 0, 0, 8, 7, 2, 4, 5, 1, 1})
	f.Fuzz(func(t *testing.T, schedule []byte) {
		if len(schedule) < 2 || len(schedule) > 200 {
			return
		}
		synctest.Test(t, func(t *testing.T) {
			limit := int(schedule[0]&3) + 1
			collect := schedule[0]&0x80 != 0
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			r := &run{t: t, parent: cancel, model: model{limit: limit, collect: collect}}
			opts := []Option{Limit(limit)}
			if collect {
				opts = append(opts, CollectAll())
			}
			r.pool = New(ctx, opts...)
			for _, op := range schedule[1:] {
				r.step(op%8, int(op/8))
			}
			r.finish()
		})
	})
}

// The model: states by the order of submission.
type model struct {
	limit          int
	collect        bool
	states         []State
	closed, halted bool
}

func (m *model) count(s State) (n int) {
	for _, other := range m.states {
		if other == s {
			n++
		}
	}
	return n
}

// pick returns a task in this state, or -1.
func (m *model) pick(s State, arg int) int {
	var in []int
	for i, other := range m.states {
		if other == s {
			in = append(in, i)
		}
	}
	if len(in) == 0 {
		return -1
	}
	return in[arg%len(in)]
}

func (m *model) fill() {
	for i, s := range m.states {
		if s == Queued && m.count(Running) < m.limit {
			m.states[i] = Running
		}
	}
}

func (m *model) halt() {
	if m.halted || m.closed && m.count(Running)+m.count(Queued) == 0 {
		return
	}
	m.closed, m.halted = true, true
	for i, s := range m.states {
		switch s {
		case Queued:
			m.states[i] = Dropped
		case Running: // it listens
			m.states[i] = Cancelled
		}
	}
}

type run struct {
	t       *testing.T
	parent  context.CancelCauseFunc
	pool    *Pool
	model   model
	futures []*Future[int]
	ends    []chan error
}

func (r *run) step(op byte, arg int) {
	m := &r.model
	pick := func(s State) int { return m.pick(s, arg) }
	switch op {
	case 0, 1:
		r.submit()
	case 2, 3: // end a task, well or not
		i := pick(Running)
		if i < 0 {
			return
		}
		if op == 2 {
			m.states[i] = Done
			r.ends[i] <- nil
		} else {
			if !m.collect {
				m.halt()
			}
			m.states[i] = Failed
			r.ends[i] <- errFirst
		}
	case 4: // cancel a queued one
		if i := pick(Queued); i >= 0 {
			m.states[i] = Cancelled
			if !r.futures[i].Cancel() {
				r.t.Errorf("future %d: a queued one was not cancelled", i)
			}
		}
	case 5: // cancel a running one
		if i := pick(Running); i >= 0 {
			m.states[i] = Cancelled
			if r.futures[i].Cancel() {
				r.t.Errorf("future %d: a running one was cancelled for sure", i)
			}
		}
	case 6:
		m.closed = true
		r.pool.Close()
	case 7:
		switch arg % 8 {
		case 0:
			m.halt()
			r.pool.Cancel(errOther)
		case 1: // all has settled, so no hand-over is in progress
			m.halt()
			r.parent(errOther)
		}
	}
	m.fill()
	r.agree()
}

func (r *run) submit() {
	end := make(chan error, 1)
	r.ends = append(r.ends, end)
	r.futures = append(r.futures, Submit(r.t.Context(), r.pool, func(ctx context.Context) (int, error) {
		select {
		case err := <-end:
			return 0, err
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}))
	state := Queued
	if r.model.closed {
		state = Dropped
	}
	r.model.states = append(r.model.states, state)
}

func (r *run) agree() {
	synctest.Wait()
	var got []State
	for _, f := range r.futures {
		got = append(got, f.State())
	}
	if !slices.Equal(got, r.model.states) {
		r.t.Fatalf("pool  %v\nmodel %v", got, r.model.states)
	}
	s := r.pool.Stats()
	if s.Running != r.model.count(Running) || s.Queued != r.model.count(Queued) || s.Workers != s.Running {
		r.t.Fatalf("%+v, model %v", s, r.model.states)
	}
}

// finish ends what runs until nothing is left, and looks at the whole.
func (r *run) finish() {
	for i := 0; i < len(r.model.states); i++ {
		if r.model.states[i] == Running {
			r.ends[i] <- nil
			r.model.states[i] = Done
			r.model.fill()
			synctest.Wait()
			i = -1
		}
	}
	err := r.pool.Wait(r.t.Context())
	r.model.closed = true
	r.agree()
	wrong := r.model.halted && err == nil || !r.model.halted && !r.model.collect && err != nil ||
		r.model.collect && errors.Is(err, errFirst) != (r.model.count(Failed) > 0)
	if wrong {
		r.t.Errorf("Wait: %v, model %+v", err, r.model)
	}
}
