package likely

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"sync"

	"golang.org/x/sync/errgroup"
)

func work()                                     {}
func step(context.Context, int) error           { return nil }
func viewer(page string) *exec.Cmd              { return exec.Command("view", page) }
func handle(http.ResponseWriter, *http.Request) {}

// Processes that are started and forgotten.

func show(page string) error {
	return viewer(page).Start() // want `nobody waits for this process: when it ends it stays behind as a zombie \(gostop\)`
}

func showOnce(page string) error {
	cmd := viewer(page)
	cmd.Env = os.Environ()
	return cmd.Start() // want `nobody waits for cmd: when it ends it stays behind as a zombie \(gostop\)`
}

func oneForAll(page string) error {
	switch os.Getenv("DESKTOP") {
	case "a":
		return exec.Command("a-open", page).Start() // want `nobody waits for this process: when it ends it stays behind as a zombie \(gostop\)`
	default:
		return exec.Command("open", page).Start()
	}
}

// Servers that nobody can shut down.

type front struct{ addr string }

func newFront() (*front, error) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return nil, err
	}
	srv := &http.Server{Handler: http.HandlerFunc(handle)}
	go srv.Serve(l) // want `nothing shuts srv down: it goes on serving when newFront has returned \(gostop\)`
	return &front{addr: l.Addr().String()}, nil
}

func (f *front) mirror() {
	srv := &http.Server{Addr: f.addr}
	go func() { // want `nothing shuts srv down: it goes on serving when mirror has returned \(gostop\)`
		if err := srv.ListenAndServe(); err != nil {
			work()
		}
	}()
}

// Groups that a return leaves.

func returnBetween(ctx context.Context, ns []int) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, n := range ns {
		if n < 0 {
			return errors.New("negative")
		}
		g.Go(func() error { return step(ctx, n) }) // want `a return comes before g.Wait: its goroutines outlive returnBetween \(gostop\)`
	}
	return g.Wait()
}

type table struct{ rows []int }

func (t *table) Put(n int) { t.rows = append(t.rows, n) }
func (t *table) Close()    {}

func releasedUnderItsFeet(ctx context.Context, ns []int) error {
	t := &table{}
	defer t.Close()
	var wg sync.WaitGroup
	for _, n := range ns {
		wg.Go(func() { t.Put(n) }) // want `a return comes before wg.Wait: its goroutines still use t when it is released \(gostop\)`
	}
	if err := step(ctx, 0); err != nil {
		return err
	}
	wg.Wait()
	return nil
}

func countedInVain(ns []int) {
	var wg sync.WaitGroup
	for range ns {
		wg.Add(1)
		go func() { // want `nobody waits for wg: it counts goroutines in vain, and they outlive countedInVain \(gostop\)`
			defer wg.Done()
			work()
		}()
	}
}

// A method that is called again and again.

func (f *front) untilInterrupt() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // want `nothing calls signal.Stop for c: signals still go there when untilInterrupt has returned \(gostop\)`
	<-c
}
