// Package stops starts goroutines; what ends each stands behind it.
package stops

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"cancelcheck.test/src/inventory/lib"
)

type dialer interface {
	Dial(ctx context.Context, to string) (net.Conn, error)
}

type stream interface {
	Context() context.Context
	Recv() (int, error)
}

type feed interface{ ReadNext() (int, error) }

type client interface {
	Watch(ctx context.Context) (io.Reader, error)
	Ping(ctx context.Context) error
}

func contextForTheNextConnection(ctx context.Context, l net.Listener, d dialer) {
	go func() { //= io
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			out, err := d.Dial(ctx, "peer")
			if err != nil {
				return
			}
			go io.Copy(out, c) //= io
		}
	}()
}

func contextLookedAtBetweenReads(ctx context.Context, c net.Conn) {
	go func() { //= io
		buf := make([]byte, 8)
		for {
			select {
			case <-ctx.Done():
				return
			default:
			}
			if _, err := c.Read(buf); err != nil {
				return
			}
		}
	}()
	go func() { //= io
		buf := make([]byte, 8)
		for ctx.Err() == nil {
			if _, err := c.Read(buf); err != nil {
				return
			}
		}
	}()
}

func contextLookedAtAlone(ctx context.Context, n *atomic.Int64) {
	go func() { //= context
		for ctx.Err() == nil {
			n.Add(1)
		}
	}()
}

func contextThatTheBodyDoesNotHeed(ctx context.Context, c net.Conn) {
	go readAll(ctx, c) //= io
	go relay(ctx, c)   //= io
}

func relay(ctx context.Context, c net.Conn) { readAll(ctx, c) }

func readAll(ctx context.Context, c net.Conn) {
	buf := make([]byte, 8)
	for {
		if _, err := c.Read(buf); err != nil {
			fmt.Println(ctx.Value(c))
			return
		}
	}
}

func contextThatNeverEnds(c net.Conn, ask client, halt chan struct{}) {
	go waitFor(context.Background())               //= none
	go waitFor(context.TODO())                     //= none
	go func() { ask.Ping(context.Background()) }() //= io
	go untilHalted(nil)                            //= none
	go untilHalted(halt)                           //= channel
}

func waitFor(ctx context.Context) { <-ctx.Done() }

func untilHalted(halt <-chan struct{}) {
	t := time.NewTicker(time.Second)
	for {
		select {
		case <-t.C:
		case <-halt:
			return
		}
	}
}

func contextThatOnlyThisFunctionEnds(ask client) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	go ask.Ping(ctx) //= context
	time.Sleep(time.Second)
}

func boundStreams(ctx context.Context, ask client, s stream) {
	go func() { //= context
		r, err := ask.Watch(ctx)
		if err != nil {
			return
		}
		dec := json.NewDecoder(r)
		for {
			var v int
			if dec.Decode(&v) != nil {
				return
			}
		}
	}()
	go func() { //= context
		for {
			if _, err := s.Recv(); err != nil {
				return
			}
		}
	}()
	req, _ := http.NewRequest("GET", "http://localhost", nil)
	req = req.WithContext(ctx)
	go func() { //= context
		http.DefaultClient.Do(req)
	}()
	go func() { //= context
		exec.CommandContext(ctx, "true").Run()
	}()
}

func dialledIsNotBound(ctx context.Context) {
	go func() { //= io
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", "localhost:1")
		if err != nil {
			return
		}
		buf := make([]byte, 8)
		for {
			if _, err := c.Read(buf); err != nil {
				return
			}
		}
	}()
}

func copies(name string, conn net.Conn, buf *bytes.Buffer) {
	go func() { //= finite
		from, err := os.Open(name)
		if err != nil {
			return
		}
		to, err := os.Create(name + "~")
		if err != nil {
			return
		}
		io.Copy(to, from)
	}()
	go func() { //= finite
		from, _ := os.Open(name)
		for s := bufio.NewScanner(from); s.Scan(); {
			fmt.Println(s.Text())
		}
	}()
	go func() { io.ReadAll(buf) }()           //= finite
	go func() { io.Copy(io.Discard, conn) }() //= io
	go func() { io.Copy(conn, os.Stdin) }()   //= io
	go func() {                               //= io
		var word string
		fmt.Scan(&word)
	}()
}

func processes(cmd *exec.Cmd, p *os.Process) {
	go func() { cmd.Wait() }() //= io
	go func() { p.Wait() }()   //= io
}

func groups(wg *sync.WaitGroup) {
	go func() { wg.Wait() }() //= group
}

func ownLoopBeforeCallees(jobs chan int, halt chan struct{}) {
	go func() { //= channel
		for range jobs {
			list(context.Background(), nil)
		}
	}()
	go func() { //= channel
		<-halt
		list(context.Background(), nil)
	}()
	close(jobs)
	close(halt)
}

func list(ctx context.Context, c net.Conn) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(1):
		}
	}
}

func slots(n int, files []string) {
	sem := make(chan int, n)
	for range files {
		sem <- 1
		go func() { //= finite
			fmt.Println(n)
			<-sem
		}()
	}
	tokens := make(chan struct{}, n)
	for range files {
		go func() { //= finite
			tokens <- struct{}{}
			defer func() { <-tokens }()
			fmt.Println(n)
		}()
	}
}

func literalsInVariables(c net.Conn) {
	drain := func(c net.Conn) { io.Copy(io.Discard, c) }
	go drain(c) //= io
}

func otherPackages(ctx context.Context, c net.Conn, p *lib.Pump) {
	go p.Run()                                //= channel
	go lib.Lines(c)                           //= io
	go lib.Heed(ctx)                          //= context
	go lib.Heed(context.Background())         //= io
	go lib.Limited(context.Background())      //= context
	go lib.Name(ctx, 1)                       //= finite
	go func() { lib.Name(ctx, 1); p.Run() }() //= channel
	var g sync.WaitGroup
	g.Go(p.Run) //= channel
	g.Wait()
}

func serversThatNobodyHolds(addr string, held *http.Server) {
	go http.ListenAndServe(addr, nil)                     //= none
	go func() { panic(http.ListenAndServe(addr, nil)) }() //= none
	go (&http.Server{Addr: addr}).ListenAndServe()        //= none
	go func() {                                           //= none
		srv := &http.Server{}
		srv.Addr = addr
		srv.ListenAndServe()
	}()
	go held.ListenAndServe() //= io
	mine := &http.Server{Addr: addr}
	go mine.ListenAndServe() //= io
	mine.Close()
}

func callbacks(ctx context.Context, ask client, try func(int, func() error) error) {
	go func() { //= context
		try(3, func() error { return ask.Ping(ctx) })
	}()
}

func namesOfUnknownBodies(f feed) {
	go func() { f.ReadNext() }() //= io
	go func() {                  //= io
		for {
			if _, err := f.ReadNext(); err != nil {
				return
			}
		}
	}()
}

func flags(stopped *atomic.Bool) {
	t := time.NewTicker(time.Second)
	go func() { //= flag
		for {
			<-t.C
			if stopped.Load() {
				return
			}
		}
	}()
	go func() { //= flag
		for !stopped.Load() {
			time.Sleep(time.Second)
		}
	}()
}

func pauses(n *atomic.Int64) {
	go func() { //= timer
		time.Sleep(time.Second)
		n.Add(1)
	}()
}
