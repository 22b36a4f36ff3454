package good

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Processes.

func processWaited(name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Wait()
}

func processReleased(name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

func waitedByAnother(name string, done chan<- error) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { done <- cmd.Wait() }()
	return nil
}

func waitAsAValue(name string) (wait func() error, err error) {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return cmd.Wait, nil
}

func successful(cmd *exec.Cmd) bool {
	errs := make(chan error, 1)
	go func() { errs <- cmd.Wait() }()
	return <-errs == nil
}

func waitedInAFunction(name string) bool {
	cmd := exec.Command(name)
	return cmd.Start() == nil && successful(cmd)
}

func waitedUnderItsError(name string) error {
	cmd := exec.Command(name)
	err := cmd.Start()
	if err == nil {
		err = cmd.Wait()
	}
	return err
}

func waitedUnderAFlag(name string, really bool) error {
	cmd := exec.Command(name)
	started := false
	if really {
		if err := cmd.Start(); err != nil {
			return err
		}
		started = true
	}
	work()
	if started {
		return cmd.Wait()
	}
	return nil
}

func manyWaysToFail(ctx context.Context, name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
		return err
	}
	return cmd.Wait()
}

func triedAgain(name string) error {
	for attempt := 0; ; attempt++ {
		if attempt == 3 {
			return errors.New("three times")
		}
		cmd := exec.Command(name)
		err := cmd.Start()
		if err != nil {
			time.Sleep(time.Millisecond)
			continue
		}
		return cmd.Wait()
	}
}

func waitedTogether(names []string) (err error) {
	var all []*exec.Cmd
	for _, name := range names {
		cmd := exec.Command(name)
		if err := cmd.Start(); err != nil {
			return err
		}
		all = append(all, cmd)
	}
	for _, cmd := range all {
		err = errors.Join(err, cmd.Wait())
	}
	return err
}

type daemon struct {
	cmd  *exec.Cmd
	proc *os.Process
}

func (d *daemon) start(name string) error {
	d.cmd = exec.Command(name)
	return d.cmd.Start()
}

func (d *daemon) startProcess(name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		return err
	}
	d.proc = cmd.Process
	return nil
}

func startedForTheCaller(name string) (*exec.Cmd, error) {
	cmd := exec.Command(name)
	return cmd, cmd.Start()
}

func commandOfTheCaller(cmd *exec.Cmd) error { return cmd.Start() }

// On Windows an ended process leaves nothing.
func ofWindows(url string) error { return exec.Command("rundll32", url).Start() }

// Signals.

func signalsStopped(ctx context.Context) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	defer signal.Stop(c)
	select {
	case <-c:
	case <-ctx.Done():
	}
}

type hooks struct{ hup chan os.Signal }

func newHooks() *hooks {
	h := &hooks{hup: make(chan os.Signal, 1)}
	signal.Notify(h.hup)
	return h
}

func (h *hooks) Close() { signal.Stop(h.hup) }

func (h *hooks) signalsTakenBack() {
	c := make(chan os.Signal, 1)
	signal.Notify(c)
	defer signal.Reset()
	<-c
}

func (h *hooks) endsTheProcess() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		<-c
		os.Exit(1)
	}()
}

func (h *hooks) Serve() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
}

func (h *hooks) channelOfTheCaller(c chan os.Signal) { signal.Notify(c, os.Interrupt) }

func waitForASignal() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
}

// Servers.

type site struct{ srv *http.Server }

func newSite() *site {
	srv := &http.Server{}
	go srv.ListenAndServe()
	return &site{srv}
}

func (s *site) shutDownOnCancel(ctx context.Context) {
	srv := &http.Server{}
	go srv.ListenAndServe()
	context.AfterFunc(ctx, func() { srv.Close() })
}

func (s *site) listenerClosed() error {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	defer l.Close()
	srv := &http.Server{}
	go srv.Serve(l)
	work()
	return nil
}

func (s *site) listenerOfTheCaller(l net.Listener) {
	srv := &http.Server{}
	go srv.Serve(l)
}

func (s *site) waitedFor() error {
	srv := &http.Server{}
	errs := make(chan error, 1)
	go func() { errs <- srv.ListenAndServe() }()
	return <-errs
}

func (s *site) endsTheProcess() {
	srv := &http.Server{}
	go func() { log.Fatal(srv.ListenAndServe()) }()
}

func (s *site) Run() {
	srv := &http.Server{}
	go srv.ListenAndServe()
}

func debugServer() {
	srv := &http.Server{}
	go srv.ListenAndServe()
}

// Tickers, from Go 1.23 on.

func collected(n int) {
	t := time.NewTicker(time.Second)
	for range n {
		<-t.C
	}
}

// Groups.

func cancelledByTheWay(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return step(ctx) })
	if err := step(ctx); err != nil {
		return err
	}
	return g.Wait()
}

func ownedByNobody(ctx context.Context, n int) error {
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() { _ = step(ctx) })
	}
	if err := step(ctx); err != nil {
		return err // they end with the context
	}
	wg.Wait()
	return nil
}

func closedToEndIt(ctx context.Context, conn net.Conn) error {
	g := new(errgroup.Group)
	in, out := net.Pipe()
	defer in.Close()
	defer cancelAll()
	g.Go(func() error {
		_, err := io.Copy(conn, in)
		return err
	})
	if err := step(ctx); err != nil {
		return err
	}
	out.Close()
	return g.Wait()
}

func cancelAll() {}

func waitRaced(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return step(gctx) })
	done := make(chan error, 1)
	go func() { done <- g.Wait() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// party is a group with a channel that tells its end.
type party struct{ *errgroup.Group }

func (p *party) WaitChan() <-chan error {
	over := make(chan error, 1)
	go func() { over <- p.Wait() }()
	return over
}

func waitedForByAChannel(ctx context.Context) error {
	g := &party{new(errgroup.Group)}
	g.Go(func() error { return step(ctx) })
	select {
	case err := <-g.WaitChan():
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
