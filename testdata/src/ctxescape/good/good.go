// Package good holds what ctxescape leaves alone; a function is named for its case.
package good

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/rpc"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
)

type server struct {
	db    *sql.DB
	conns chan net
}

type net interface{ Close() error }

func (s *server) save(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "insert")
	return err
}

func (s *server) detached(w http.ResponseWriter, r *http.Request) {
	go s.save(context.WithoutCancel(r.Context()))
}

func (s *server) detachedBefore(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	go func() { _ = s.save(ctx) }()
}

func (s *server) detachedPerhaps(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if r.Method == "POST" {
		ctx = context.WithoutCancel(ctx)
	}
	go func() { _ = s.save(ctx) }()
}

func (s *server) rootInstead(w http.ResponseWriter, r *http.Request) {
	go func() { _ = s.save(context.Background()) }()
}

func (s *server) waitedFor(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		_ = s.save(r.Context())
	}()
	wg.Wait()
}

func (s *server) waitedForByGroup(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() error { return s.save(ctx) })
	g.Go(func() error { return s.save(r.Context()) })
	_ = g.Wait()
}

func (s *server) waitedForInDefer(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { _ = s.save(r.Context()) })
	w.WriteHeader(http.StatusOK)
}

func (s *server) resultSelected(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	result := make(chan error, 1)
	go func() { result <- s.save(ctx) }()
	select {
	case <-result:
	case <-ctx.Done():
	}
}

func (s *server) waitedForByHelper(w http.ResponseWriter, r *http.Request) {
	go s.save(r.Context())
	s.untilGone(r)
}

func (s *server) untilGone(r *http.Request) { <-r.Context().Done() }

func (s *server) servesConnsAfterwards(w http.ResponseWriter, r *http.Request) {
	go s.save(r.Context())
	s.serveConns()
}

func (s *server) serveConns() {
	for c := range s.conns {
		_ = c.Close()
	}
}

// inBackground returns what waits for f.
func inBackground(f func()) (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return func() { <-done }
}

func (s *server) waitedForByItsResult(w http.ResponseWriter, r *http.Request) {
	wait := inBackground(func() { _ = s.save(r.Context()) })
	w.WriteHeader(http.StatusOK)
	wait()
}

func (s *server) timerStopped(w http.ResponseWriter, r *http.Request) {
	t := time.AfterFunc(time.Second, func() { _ = s.save(r.Context()) })
	defer t.Stop()
	_ = s.save(r.Context())
}

func (s *server) watcher(w http.ResponseWriter, r *http.Request, c net) {
	ctx := r.Context()
	go func() {
		<-ctx.Done()
		_ = c.Close()
	}()
}

func (s *server) looksItself(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() {
		if ctx.Err() == nil {
			_ = s.save(ctx)
		}
	}()
}

func (s *server) servesUntilClosed(w http.ResponseWriter, r *http.Request) {
	go s.pump(r.Context())
	_, _ = io.Copy(w, r.Body)
}

func (s *server) pump(ctx context.Context) {
	for s.save(ctx) == nil {
	}
}

func (s *server) loopsAfterwards(w http.ResponseWriter, r *http.Request, in io.Reader) {
	go s.save(r.Context())
	buf := make([]byte, 100)
	for {
		if _, err := in.Read(buf); err != nil {
			return
		}
	}
}

func (s *server) onlyLogs(w http.ResponseWriter, r *http.Request) {
	go func() { slog.InfoContext(r.Context(), "served") }()
}

func (s *server) onlyValues(w http.ResponseWriter, r *http.Request) {
	go func() { println(name(r.Context())) }()
}

func name(ctx context.Context) string { s, _ := ctx.Value("name").(string); return s }

func noHandler(ctx context.Context, s *server) {
	go s.save(ctx)
}

// Save has a handler's shape and is none that anybody calls.
func (s *server) Save(ctx context.Context, in *sql.Tx) (*sql.Tx, error) {
	go s.save(ctx)
	return in, nil
}

func clientSide(r *http.Request, s *server) {
	go s.save(r.Context())
}

func (s *server) poolOfItsOwn(w http.ResponseWriter, r *http.Request, submit func(context.Context, func())) {
	submit(r.Context(), func() {})
}

func (s *server) bodyIgnoresIt(w http.ResponseWriter, r *http.Request) {
	go ignores(r.Context())
}

func ignores(ctx context.Context) { println(name(ctx)) }

func (s *server) callsItself(w http.ResponseWriter, r *http.Request) {
	go again(r.Context(), 3)
}

func again(ctx context.Context, n int) {
	if n > 0 {
		again(ctx, n-1)
	}
}

// An interceptor may start what works together with the handler.
func worksTogetherWithTheHandler(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	go func() { _ = watchdog.Feed(ctx) }()
	return handler(ctx, req)
}

var watchdog interface{ Feed(context.Context) error }

// What a client's interceptor is given ends with the caller's context.
func clientInterceptor(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	err := invoker(ctx, method, req, reply, cc, opts...)
	go func() { _ = cc.Invoke(ctx, "log", req, reply) }()
	return err
}

// The methods that package net/rpc calls get no context: what they start has one
// of its own.
type counter struct{ s *server }

func (c *counter) Count(args string, reply *int) error {
	go c.s.save(context.Background())
	return nil
}

func serveCounter(s *server) error { return rpc.Register(&counter{s}) }

func worksTogetherWithNext(next http.Handler, st interface{ Feed(context.Context) error }) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		go func() { _ = st.Feed(r.Context()) }()
		next.ServeHTTP(w, r)
	})
}
