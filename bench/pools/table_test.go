package pools

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	table  = flag.Bool("table", false, "measure, and print the table")
	rounds = flag.Int("rounds", 31, "of measurement")
)

// sizes of one measurement.
type sizes struct{ tiny, futures, queued, ordered, repeat, stream int }

var (
	full  = sizes{tiny: 300_000, futures: 100_000, queued: 10_000, ordered: 10_000, repeat: 20, stream: 50_000}
	smoke = sizes{tiny: 1000, futures: 1000, queued: 1000, ordered: 1000, repeat: 1, stream: 1000}
)

// TestPools runs everything once and, with -table, often.
func TestPools(t *testing.T) {
	size, n := smoke, 1
	if *table {
		size, n = full, *rounds
	}
	rows := make([]row, len(contenders()))
	floor := floor{}
	for range n {
		for i, c := range contenders() {
			rows[i].measure(t, c, size)
		}
		floor.measure(size.tiny)
	}
	for i, c := range contenders() {
		rows[i].nested = finishes(c)
	}
	ours := rows[len(rows)-1]
	if !ours.nested || slices.Max(ours.late) > 0 {
		t.Errorf("ours: nested waits %v, started after the cancel: %v", ours.nested, ours.late)
	}
	if *table {
		fmt.Print(print(rows, floor))
	}
}

// A row holds all measurements of a contender: nanoseconds per task, or for a
// cancel as a whole.
type row struct {
	tiny, futures, ordered, stream, cancel []float64
	tinyAllocs, futureAllocs               []float64
	late                                   []int64 // bodies that started after the cancel had returned
	nested                                 bool
}

func (r *row) measure(t *testing.T, c contender, size sizes) {
	r.tiny, r.tinyAllocs = perTask(r.tiny, r.tinyAllocs, size.tiny, func() { c.tiny(size.tiny) })
	if c.futures != nil {
		sum := 0
		r.futures, r.futureAllocs = perTask(r.futures, r.futureAllocs, size.futures, func() { sum = c.futures(size.futures) })
		if sum != size.futures {
			t.Errorf("%s: futures: %d", c.name, sum)
		}
	}
	in := make([]int, size.ordered)
	for i := range in {
		in[i] = i
	}
	var out []int
	r.ordered, _ = perTask(r.ordered, nil, size.repeat*size.ordered, func() {
		for range size.repeat {
			out = c.ordered(in)
		}
	})
	for i, v := range out {
		if v != i+1 || len(out) != len(in) {
			t.Fatalf("%s: ordered: %d of %d, at %d", c.name, v, len(out), i)
		}
	}
	if c.stream != nil {
		r.stream, _ = perTask(r.stream, nil, size.stream, func() { c.stream(size.stream) })
	}
	took, late := cancelled(c, size.queued)
	r.cancel = append(r.cancel, float64(took.Nanoseconds()))
	r.late = append(r.late, late)
}

func perTask(times, allocs []float64, n int, f func()) (t, a []float64) {
	var before, after runtime.MemStats
	runtime.GC() // not for the garbage of the one before
	runtime.ReadMemStats(&before)
	since := time.Now()
	f()
	took := time.Since(since)
	runtime.ReadMemStats(&after)
	return append(times, float64(took.Nanoseconds())/float64(n)),
		append(allocs, float64(after.Mallocs-before.Mallocs)/float64(n))
}

// cancelled measures from a cancel until all is stopped, and counts the bodies
// that start after the cancel has returned. All runners are busy before.
func cancelled(c contender, queued int) (time.Duration, int64) {
	var running, late atomic.Int64
	var over atomic.Bool
	cancel, join := c.fill(context.Background(), limit+queued, func(ctx context.Context) {
		if over.Load() {
			late.Add(1)
		}
		running.Add(1)
		<-ctx.Done()
	})
	for running.Load() < limit {
		time.Sleep(10 * time.Microsecond)
	}
	runtime.GC()
	since := time.Now()
	cancel()
	over.Store(true)
	join()
	return time.Since(since), late.Load()
}

// finishes runs nested waits last: those that deadlock stay behind.
func finishes(c contender) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.nested(10)
	}()
	select {
	case <-done:
		return true
	case <-time.After(500 * time.Millisecond):
		return false
	}
}

// The floor is what no pool can be cheaper than.
type floor struct{ goroutine, handoff, mutex, serial []float64 }

func (f *floor) measure(n int) {
	f.goroutine, _ = perTask(f.goroutine, nil, n, func() {
		var wg sync.WaitGroup
		for range n {
			wg.Go(func() {})
		}
		wg.Wait()
	})
	f.handoff, _ = perTask(f.handoff, nil, n, func() {
		c := make(chan int, 1024)
		go func() {
			defer close(c)
			for i := range n {
				c <- i
			}
		}()
		for range c {
		}
	})
	f.mutex, _ = perTask(f.mutex, nil, n, func() {
		var mu sync.Mutex
		locked := 0
		for range n {
			mu.Lock()
			locked++
			mu.Unlock()
		}
	})
	in, out := make([]int, n), make([]int, 0, n)
	f.serial, _ = perTask(f.serial, nil, n, func() {
		for _, v := range in {
			out = append(out, v+1)
		}
	})
}

func print(rows []row, f floor) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rounds, %s, %d processors: medians [quartiles]\n\n", len(f.mutex), runtime.Version(), runtime.GOMAXPROCS(0))
	b.WriteString("| | tiny task, ns (allocs) | with a future, ns (allocs) | cancel of 10k queued, 8 running, µs (started after) | ordered map, ns/item | stream, ns/item | nested wait at limit 1, depth 10 |\n")
	b.WriteString("| --- | --- | --- | --- | --- | --- | --- |\n")
	for i, c := range contenders() {
		r := rows[i]
		hand, nested := "", "deadlocks"
		if c.byHand {
			hand = " by hand"
		}
		if r.nested {
			nested = "finishes"
		}
		late := fmt.Sprint(slices.Max(r.late))
		if low := slices.Min(r.late); low != slices.Max(r.late) {
			late = fmt.Sprintf("%d – %s", low, late)
		}
		fmt.Fprintf(&b, "| %s | %s (%.0f) | %s%s | %s (%s) | %s%s | %s | %s |\n", c.name,
			spread(r.tiny, 1), mid(r.tinyAllocs), spread(r.futures, 1), allocs(r.futureAllocs),
			spread(r.cancel, 1000), late, spread(r.ordered, 1), hand, spread(r.stream, 1), nested)
	}
	fmt.Fprintf(&b, "| floor | goroutine and WaitGroup %s, buffered hand-off %s, mutex %s | | | serial loop %s | | |\n",
		spread(f.goroutine, 1), spread(f.handoff, 1), spread(f.mutex, 1), spread(f.serial, 1))
	return b.String()
}

func mid(values []float64) float64 { return slices.Sorted(slices.Values(values))[len(values)/2] }

func allocs(values []float64) string {
	if len(values) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%.0f)", mid(values))
}

// spread is the median and, in brackets, the quartiles.
func spread(values []float64, unit float64) string {
	if len(values) == 0 {
		return "–"
	}
	s := slices.Sorted(slices.Values(values))
	at := func(q int) float64 { return s[len(s)*q/4] / unit }
	digits := 0
	if at(2) < 20 {
		digits = 1
	}
	return fmt.Sprintf("%.*f [%.*f–%.*f]", digits, at(2), digits, at(1), digits, at(3))
}
