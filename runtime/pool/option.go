package pool

import (
	"log/slog"
	"runtime"
	"time"
)

// An Option changes how a pool works.
type Option func(*options)

type options struct {
	name       string
	limit      int
	capacity   int // of the queue; 0: unbounded
	window     int // of streams; 0: by the limit
	grace      time.Duration
	collect    bool
	crash      bool
	stragglers func(*StragglersError)
}

func defaults() options {
	return options{
		name:  "pool",
		limit: runtime.GOMAXPROCS(0),
		grace: 10 * time.Second,
		stragglers: func(err *StragglersError) {
			slog.Warn("left a loop over results before its tasks had ended", "error", err)
		},
	}
}

// Limit sets how many tasks run at once, tasks that wait for others of the same
// pool not counted. Without it there are as many as [runtime.GOMAXPROCS] says.
func Limit(n int) Option { return func(o *options) { o.limit = max(n, 1) } }

// Queue bounds how many tasks wait for a slot. When there are that many, Go and
// Submit block. Without it the queue is unbounded, at 16 bytes a task.
func Queue(n int) Option { return func(o *options) { o.capacity = max(n, 1) } }

// Window bounds how many items of a stream [MapSeq] has taken from its input and
// not yet given to the loop. Without it that is sixteen times the limit.
func Window(n int) Option { return func(o *options) { o.window = max(n, 1) } }

// Name names the pool in reports, in traces and in the label of its goroutines.
func Name(name string) Option { return func(o *options) { o.name = name } }

// CollectAll keeps the pool going when a task fails: Wait returns all errors,
// joined. Without it the first error cancels the pool.
func CollectAll() Option { return func(o *options) { o.collect = true } }

// Grace sets how long leaving a loop over results waits for the tasks that it
// cancels. Without it that is ten seconds.
func Grace(d time.Duration) Option { return func(o *options) { o.grace = d } }

// OnStragglers sets what is told about tasks that have not ended when the grace
// is over. Without it they are logged as a warning.
func OnStragglers(f func(*StragglersError)) Option {
	return func(o *options) { o.stragglers = f }
}

// CrashOnPanic lets a task's panic end the process, as it does in a goroutine.
// Without it a panic is the task's error.
func CrashOnPanic() Option { return func(o *options) { o.crash = true } }
