// Package lifetime has a function for each effect. A want names the function
// and says its fact.
package lifetime

import (
	"context"
	"database/sql"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

var keep context.Context

func use(...any)                     {}                                  // no effects, no fact
func work(context.Context) error     { return nil }                      // want work:"^succeeds$"
func settle()                        { time.Sleep(3 * time.Second) }     // want settle:"^pauses\\(3s always\\)$"
func nap(n int, d time.Duration)     { time.Sleep(d) }                   // want nap:"^pauses\\(param 1 always\\)$"
func twice(d time.Duration)          { nap(2, d) }                       // want twice:"^pauses\\(param 0 always\\)$"
func hasContext(ctx context.Context) { time.Sleep(time.Hour); use(ctx) } // reported there, not in its callers

type device struct{ delay time.Duration }

func (d *device) reset() { time.Sleep(d.delay) } // want reset:"^pauses\\(data always\\)$"

func poll(ok func() bool) { // want poll:"^calls\\(0\\) pauses\\(10ms repeats always\\)$"
	for !ok() {
		time.Sleep(10 * time.Millisecond)
	}
}

func sometimes(b bool) { // want sometimes:"^pauses\\(1m0s\\)$"
	if b {
		time.Sleep(time.Minute)
	}
}

func query(ctx context.Context, db *sql.DB) error { // want query:"^live\\(0\\)$"
	if db == nil {
		return nil
	}
	ctx = context.WithValue(ctx, device{}, 1)
	_, err := db.ExecContext(ctx, "")
	return err
}

func (d *device) query(n int, ctx context.Context, db *sql.DB) error { // want query:"^live\\(1\\)$"
	return query(ctx, db)
}

func looksFirst(ctx context.Context, db *sql.DB) { // only on some paths
	if db != nil {
		use(query(ctx, db))
	}
}

func detaches(ctx context.Context, db *sql.DB) error {
	return query(context.WithoutCancel(ctx), db)
}

func withTimeout(ctx context.Context) (context.Context, context.CancelFunc) { // want withTimeout:"^live\\(0\\) owes\\(1\\) derives\\(0\\) cancels\\(1\\)$"
	return context.WithTimeout(ctx, time.Second)
}

func withName(n int, ctx context.Context) context.Context { // want withName:"^derives\\(1\\)$"
	ctx = context.WithValue(ctx, n, n)
	return ctx
}

func newRoot() context.Context { return context.Background() } // want newRoot:"^root"

func detach(ctx context.Context) context.Context { // want detach:"^detaches\\(0\\)$"
	return context.WithoutCancel(ctx)
}

func byName(ctx context.Context) (context.Context, func()) { // want byName:"^owes\\(1\\) derives\\(0\\) cancels\\(1\\)$"
	inner, cancel := context.WithCancel(ctx)
	return inner, cancel
}

func store(ctx context.Context) { keep = ctx } // want store:"^keeps\\(0\\)$"

func start(ctx context.Context) { // want start:"^keeps\\(0\\)$"
	go func() { use(work(ctx)) }()
}

func startNamed(ctx context.Context)  { go work(ctx) } // want startNamed:"^keeps\\(0\\)$"
func startsBelow(ctx context.Context) { start(ctx) }   // want startsBelow:"^keeps\\(0\\)$"

func spawn(f func())      { go f() }   // want spawn:"^spawns\\(0\\)$"
func spawnVia(f func())   { spawn(f) } // want spawnVia:"^spawns\\(0\\)$"
func call(f func() error) { use(f()) } // want call:"^calls\\(0\\)$"

func fatal(err error) { // want fatal:"^noreturn"
	log.Print(err)
	os.Exit(1)
}

func note(format string, args ...any) { // want note:"^logs"
	if format != "" {
		log.Printf(format, args...)
	}
}

func await(ctx context.Context) { <-ctx.Done() } // want await:"^awaits\\(0\\)$"

func awaitBelow(n int, ctx context.Context) { await(ctx) } // want awaitBelow:"^awaits\\(1\\)$"

func awaitSometimes(ctx context.Context, n int) {
	if n > 0 {
		<-ctx.Done()
	}
}

func emit(out chan<- int, n int)   { out <- n }          // want emit:"^sends\\(0\\)$"
func emitBelow(n int, ch chan int) { emit(ch, n) }       // want emitBelow:"^sends\\(1\\)$"
func take(in <-chan int) int       { return <-in }       // want take:"^receives\\(0\\)$"
func finish(done chan struct{})    { defer close(done) } // want finish:"^closes\\(0\\)$"

func offer(out chan<- int, n int) {
	select {
	case out <- n:
	default:
	}
}

func drainAll(in <-chan int) { // want drainAll:"^receives\\(0\\)$"
	for range in {
	}
}

func turns(in <-chan int) { // want turns:"forever"
	for {
		use(nil)
	}
}

func turnsBelow(in <-chan int) { turns(in) } // want turnsBelow:"forever"

func turnsSometimes(in <-chan int) {
	if len(in) > 0 {
		turns(in)
	}
}

func turnsWithContext(ctx context.Context) {
	for {
		use(nil)
	}
}

func blocks() { // want blocks:"forever"
	select {}
}

// driver is behind a door that no analyzer opens.
//
//cancelcheck:assume blocks
func driver() int { return 0 } // want driver:"^waits\\(something\\)$"

// ends is known to by its author.
//
//cancelcheck:assume finite
func ends() {
	for {
		use(nil)
	}
}

type executor interface {
	// Submit runs f later.
	//
	//cancelcheck:assume spawns
	Submit(name string, f func()) // want Submit:"^spawns\\(1\\)$"
}

type gadget interface {
	// Read fails when ctx is done.
	//
	//cancelcheck:assume honours ctx
	Read(n int, ctx context.Context) error // want Read:"^live\\(1\\)$"
}

func get(url string) { // want get:"^waits\\(network\\)$"
	use(http.Get(url))
}

func getBelow()                              { get("https://example.com/") }                  // want getBelow:"^waits\\(network\\)$"
func getUnder(ctx context.Context)           { get("https://example.com/"); use(ctx) }        // reported there, not in its callers
func getApart()                              { go get("https://example.com/") }               // nobody waits
func getLater()                              { defer get("https://example.com/") }            // nor here, where it matters
func dialShort(addr string)                  { use(net.DialTimeout("tcp", addr, time.Hour)) } // ends by itself
func listen(addr string)                     { use(net.Listen("tcp", addr)) }                 // does not leave the machine
func run(name string) error                  { return exec.Command(name).Run() }              // want run:"^waits\\(process\\)$"
func runUnder(ctx context.Context, n string) { use(exec.CommandContext(ctx, n).Run()) }       // want runUnder:"^live\\(0\\)$"
func launch(name string) error               { return exec.Command(name).Start() }

func sendsAndStores(db *sql.DB) error { // want sendsAndStores:"^waits\\(network,database\\)$"
	req, err := http.NewRequest("GET", "https://example.com/", nil)
	if err != nil {
		return err
	}
	use(http.DefaultClient.Do(req))
	return func() error { return db.Ping() }()
}

func sendsUnder(ctx context.Context) error { // want sendsUnder:"^live\\(0\\)$"
	req, err := http.NewRequest("GET", "https://example.com/", nil)
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req.WithContext(ctx))
	return err
}

func newRequest() (*http.Request, error) { // want newRequest:"^succeeds$"
	// it does not wait: sendsIt does
	req, err := http.NewRequest("GET", "https://example.com/", nil)
	return req, err
}

func sendsIt() error {
	req, err := newRequest()
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req)
	return err
}

func stopper(ctx context.Context) func() { // want stopper:"^owes\\(0\\)$"
	ctx, cancel := context.WithCancel(ctx)
	use(ctx.Err())
	return func() { cancel() }
}

func stopperBelow(ctx context.Context) (n int, stop func()) { // want stopperBelow:"^owes\\(1\\)$"
	stop = stopper(ctx)
	return 1, stop
}

func stopperOnError(ctx context.Context) (func(), error) { // want stopperOnError:"^owes\\(0\\)$"
	ctx, cancel := context.WithCancel(ctx)
	if ctx.Err() != nil {
		cancel()
		return nil, ctx.Err()
	}
	return cancel, nil
}

func stoppedElsewhere(ctx context.Context, end chan int) func() { // want stoppedElsewhere:"^receives"
	ctx, cancel := context.WithCancel(ctx)
	use(ctx.Err())
	defer cancel()
	<-end
	return cancel
}

func forgets(n int, cancel func()) { use(nil) } // want forgets:"^drops\\(1\\)$"

func forgetsBelow(cancel context.CancelCauseFunc) { // want forgetsBelow:"^drops\\(0\\)$"
	forgets(1, func() { cancel(nil) })
}
