package good

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// 60. The runners are counted twice, and are as many as before.
type race struct{ runners []func(context.Context) error }

type lap struct {
	name string
	err  error
}

func (r *race) start(ctx context.Context) (string, error) {
	laps := make(chan lap, len(r.runners))
	first, lost := make(chan string, 1), make(chan error, 1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for i, runner := range r.runners {
		go r.run(ctx, strings.Repeat("i", i), runner, laps)
	}
	go r.judge(laps, first, lost, stop)
	name, ok := <-first
	if !ok {
		return "", <-lost
	}
	return name, nil
}

func (r *race) run(ctx context.Context, name string, runner func(context.Context) error, laps chan<- lap) {
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	err := runner(ctx)
	laps <- lap{name: name, err: err}
}

func (r *race) judge(laps <-chan lap, first chan<- string, lost chan<- error, stop func()) {
	defer close(first)
	won := false
	for i := 0; i < len(r.runners); i++ {
		l := <-laps
		if l.err != nil {
			continue
		}
		if !won {
			won = true
			stop()
			first <- l.name
		}
	}
	if !won {
		lost <- errors.New("nobody arrived")
	}
}

// 61. What is sent as a moment is not received as an error.
func hearsMomentsAndOneError(names []string) {
	news := make(chan any)
	go func() {
		defer close(news)
		for _, name := range names {
			_ = measure(name)
			news <- time.Now()
		}
		if len(names) == 0 {
			news <- errors.New("nobody")
		}
	}()
	for n := range news {
		switch n := n.(type) {
		case time.Time:
			_ = n.Year()
		case error:
			return
		}
	}
}

// 62. Nothing is no channel, and asking it as one panics.
func unpacks(label string) int {
	var box any
	if label != "" {
		c := make(chan int, 1)
		c <- measure(label)
		box = c
	}
	return <-box.(chan int)
}

// 63. A server does not end well: the loop hears of it.
func servesBesideALoop(addr string, requests <-chan string) error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case r := <-requests:
				_ = measure(r)
			}
		}
	})
	g.Go(func() error { return http.ListenAndServe(addr, nil) })
	return g.Wait()
}

// 64. Whoever has the page open closes it, some day.
type book struct {
	mu   sync.Mutex
	open map[int]bool
}

func (b *book) tidies(pages []int) {
	var wg sync.WaitGroup
	for _, p := range pages {
		wg.Go(func() { b.mend(p) })
	}
	wg.Wait()
}

func (b *book) mend(p int) {
	b.mu.Lock()
	for b.open[p] {
		b.mu.Unlock()
		time.Sleep(time.Millisecond)
		b.mu.Lock()
	}
	b.open[p] = true
	b.mu.Unlock()
	_ = measure("page")
	b.mu.Lock()
	delete(b.open, p)
	b.mu.Unlock()
}

// 65. Who gives up counts down, too.
func giverUpCountsDown(names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			if err := check(name); err != nil {
				runtime.Goexit()
			}
			return nil
		})
	}
	return g.Wait()
}

// 66. A slot keeps the address that comes late.
func keepsTheLateAddress(log []string) (string, error) {
	address := make(chan string, 1)
	go func() {
		for _, line := range log {
			if _, at, ok := strings.Cut(line, "listening on "); ok {
				address <- at
				return
			}
		}
	}()
	select {
	case at := <-address:
		return at, nil
	case <-time.After(time.Second):
		return "", errors.New("no address")
	}
}

// 67. The worker that has failed reads on.
func readsOnAfterTheUnknown(names []string, prices map[string]int) error {
	orders := make(chan string)
	failed := make(chan error, 1)
	go func() {
		defer close(orders)
		for _, name := range names {
			orders <- name
		}
	}()
	go func() {
		var err error
		for name := range orders {
			if _, ok := prices[name]; !ok {
				err = errors.New("unknown")
			}
		}
		failed <- err
	}()
	return <-failed
}

// 68. Closing is deferred.
func manySlotsAndAClose(names []string) error {
	todo := make(chan string, 1000)
	defer close(todo)
	go func() {
		for name := range todo {
			_ = measure(name)
		}
	}()
	for _, name := range names {
		if err := check(name); err != nil {
			return err
		}
		todo <- name
	}
	return nil
}

// 69. The reader that leaves says so.
func leavesAndSaysSo(text string) (head []rune) {
	letters, enough := make(chan rune), make(chan struct{})
	defer close(enough)
	go func() {
		defer close(letters)
		for _, r := range text {
			select {
			case letters <- r:
			case <-enough:
				return
			}
		}
	}()
	comma := false
	for r := range letters {
		switch {
		case r == ',' && comma:
			return head
		case r == ',':
			comma = true
		}
		head = append(head, r)
	}
	return head
}

// 70. It counts what it has started.
func countsWhatIsStarted(names []string, weights []int) (sum int) {
	lengths := make(chan int)
	for _, name := range names {
		go func() {
			lengths <- measure(name)
		}()
	}
	for i := range names {
		l := <-lengths
		if i < len(weights) {
			l *= weights[i]
		}
		sum += l
	}
	return sum
}

// 71. It remembers whose answers it has, and does not wait for a third.
type reply struct {
	from string
	here bool
}

func bothReplies() (string, string) {
	replies := make(chan reply)
	ask := func(name string) {
		_ = measure(name)
		replies <- reply{from: name, here: true}
	}
	go ask("ada")
	go ask("bob")
	var ada, bob reply
	for {
		r := <-replies
		if r.from == "ada" {
			ada = r
		} else {
			bob = r
		}
		if ada.here && bob.here {
			return ada.from, bob.from
		}
	}
}

// 72. It asks twice, and hears the same.
func asksTheSameTwice(name string) int {
	lengths := make(chan int)
	go func() {
		if strings.HasPrefix(name, "a") {
			lengths <- measure(name)
		}
	}()
	_ = measure(name)
	if strings.HasPrefix(name, "a") {
		return <-lengths
	}
	return 0
}

// 73. What fails closes the loan, and what does not is closed by who has it.
var errNoBook = errors.New("no such book")

type loan struct{ over chan struct{} }

func lends(title string) (l *loan, err error) {
	l = &loan{over: make(chan struct{})}
	mine := l
	defer func() {
		if err != nil {
			close(mine.over)
		}
	}()
	go func() { <-mine.over }()
	if check(title) != nil {
		return nil, errNoBook
	}
	if measure(title) == 3 {
		return nil, explains(title)
	}
	return l, nil
}

func explains(title string) error { return &http.ProtocolError{ErrorString: title} }

// 92. A worker that ends has failed: the feeder hears of it.
func feedsUntilAllFail(names []string, try func(string) (int, error)) (sum int, err error) {
	g, ctx := errgroup.WithContext(context.Background())
	todo, weights := make(chan string), make(chan int)
	for range 2 {
		g.Go(func() error {
			for name := range todo {
				n, err := try(name)
				if err != nil {
					return err
				}
				select {
				case weights <- n:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	go func() {
		defer close(weights)
	feed:
		for _, name := range names {
			select {
			case todo <- name:
			case <-ctx.Done():
				break feed
			}
		}
		close(todo)
		err = g.Wait()
	}()
	for n := range weights {
		sum += n
	}
	return sum, err
}
