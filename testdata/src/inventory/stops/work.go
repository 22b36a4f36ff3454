package stops

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"cancelcheck.test/src/inventory/lib"
)

func waitsForItsOwnMembers(ctx context.Context, conns []net.Conn, parts [][]byte, sums []int) {
	go func() { //= context
		var wg sync.WaitGroup
		for range conns {
			wg.Add(1)
			go func() { //= context
				defer wg.Done()
				<-ctx.Done()
			}()
		}
		wg.Wait()
	}()
	go func() { //= finite
		var wg sync.WaitGroup
		for i := range parts {
			wg.Go(func() { sums[i] = len(parts[i]) }) //= finite
		}
		wg.Wait()
	}()
}

type worker struct {
	tasks   chan func() error
	results chan error
}

func (w *worker) Submit(task func() error) error {
	w.tasks <- task
	return <-w.results
}

func handsItsWorkOver(w *worker, c net.Conn, buf []byte) {
	go func() { //= io
		w.Submit(func() error {
			_, err := c.Read(buf)
			return err
		})
	}()
}

type sleeper struct{ wake chan struct{} }

func (s *sleeper) sleep() { <-s.wake }

func pausesBetweenLooks(s *sleeper, over *atomic.Bool) {
	go func() { //= flag
		for !over.Load() {
			s.sleep()
		}
	}()
}

func answersOrGivesUp(c net.Conn, buf []byte, errs chan error, quit chan struct{}) {
	go func() { //= io
		_, err := c.Read(buf)
		select {
		case errs <- err:
		case <-quit:
		}
	}()
	go func() { //= channel
		select {
		case errs <- nil:
		case <-quit:
		}
	}()
}

type tagged struct {
	net.Conn
	ctx context.Context
}

func (t *tagged) Context() context.Context { return t.ctx }

type attached struct {
	Conn   net.Conn
	Reader io.Reader
}

type engine interface {
	ExecAttach(ctx context.Context, id string) (attached, error)
}

func connectionsOutliveContexts(ctx context.Context, t *tagged, e engine, buf []byte) error {
	go t.Read(buf) //= io
	a, err := e.ExecAttach(ctx, "1")
	if err != nil {
		return err
	}
	go io.Copy(os.Stdout, a.Reader) //= io
	return nil
}

func functionsOfConnections(c net.Conn, greet func(net.Conn) (string, error)) {
	go func() { greet(c) }() //= io
}

// Service is what newRemote makes.
type Service interface{ Check() error }

type remote struct{ url string }

func (r *remote) Check() error {
	resp, err := http.Get(r.url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func newRemote(url string) Service { return &remote{url} }

func interfacesOfOneMaker(url string) {
	go func() { //= io
		s := newRemote(url)
		s.Check()
	}()
}

type key struct{}

func request(id int) (context.Context, int) {
	ctx := context.WithValue(context.Background(), key{}, id)
	return context.WithValue(ctx, key{}, id), id
}

func rootsByOtherNames(ask client) {
	go func() { //= io
		ctx, _ := request(1)
		ask.Ping(ctx)
	}()
	go func() { //= io
		ctx := context.Background()
		ctx = context.WithValue(ctx, key{}, 1)
		ask.Ping(ctx)
	}()
}

type table struct {
	rows []int
	Done bool
}

func (t *table) Next() { t.rows = t.rows[1:]; t.Done = len(t.rows) == 0 }

func walk(rows []int) *table { return &table{rows: rows} }

func iterates(rows []int) (sum int) {
	go func() { //= finite
		for t := walk(rows); !t.Done; t.Next() {
			sum += t.rows[0]
		}
	}()
	return sum
}

type generator interface{ Next() (uint64, bool) }

func computes(g generator) {
	go func() { //= flag
		for {
			if _, ok := g.Next(); ok {
				return
			}
		}
	}()
}

func memoryForOthers(data []byte) {
	go lib.Parse(bytes.NewReader(data)) //= finite
}

type app interface{ Run(args []string) error }

func runsOutOfSight(a app) {
	go func() { //= io
		if a.Run(nil) == nil {
			time.Sleep(0)
		}
	}()
}
