// Package harm tells whether a case does harm when it is run. What a rule calls
// bad must, its good twin must not: so a finding is a fact, not an opinion.
package harm

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Leaks reports whether a goroutine is left blocked, f's own or another, when f
// has run under a context that was cancelled once all were waiting, and an hour
// has passed, in which timers fire.
func Leaks(t *testing.T, f func(context.Context)) bool {
	t.Helper()
	return len(Stuck(t, f)) > 0
}

// Stuck runs f as Leaks does and returns where the goroutines are that are left
// blocked, as "file.go:12" of the case. A goroutine that waits for a lock is not
// among them, see Locked.
func Stuck(t *testing.T, f func(context.Context)) (lines []string) {
	t.Helper()
	bubble := ""
	defer func() {
		r := recover()
		switch {
		case r == nil:
			return
		case !strings.Contains(fmt.Sprint(r), "blocked goroutines remain"):
			panic(r)
		}
		for _, g := range stacks() {
			if strings.Contains(g.head, bubble) {
				lines = append(lines, g.at)
			}
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		bubble = regexp.MustCompile(`synctest bubble \d+\]`).FindString(stacks()[0].head)
		ctx, cancel := context.WithCancel(context.Background())
		go f(ctx)
		synctest.Wait()
		cancel()
		time.Sleep(time.Hour)
	})
	return nil
}

// Locked runs f for real, until none of its goroutines is left, or all of them
// wait for each other, locks included, and returns where those wait, as Stuck
// does. Nothing is guessed by time: all goroutines are looked at at one instant,
// and when each of f's waits for something that only another of f's can bring,
// it waits for ever. So f must not wait for a timer's channel or for input; a
// sleep is waited for.
func Locked(f func()) (lines []string) {
	before := map[string]bool{}
	for _, g := range stacks() {
		before[g.id] = true
	}
	go f()
	for {
		var own []goroutine
		for _, g := range stacks() {
			if !before[g.id] {
				own = append(own, g)
			}
		}
		if !slices.ContainsFunc(own, func(g goroutine) bool { return !waits.MatchString(g.head) }) {
			for _, g := range own {
				lines = append(lines, g.at)
			}
			return lines
		}
		time.Sleep(100 * time.Microsecond)
	}
}

// A bare semacquire is the runtime's: it may be about to collect garbage.
var waits = regexp.MustCompile(`^(chan (send|receive)|select|sync\.)`)

// A goroutine as the runtime prints it: what it waits for, and the innermost
// line of a case that it is at.
type goroutine struct{ id, head, at string }

var frame = regexp.MustCompile(`(?m)^cancelcheck\.test/src/.*\n\t.*?([^/\\]+\.go:\d+)`)

// stacks returns all goroutines as they are at one instant, the caller's first.
func stacks() (all []goroutine) {
	buf := make([]byte, 1<<20)
	n := runtime.Stack(buf, true)
	for n == len(buf) {
		buf = make([]byte, 2*len(buf))
		n = runtime.Stack(buf, true)
	}
	for text := range strings.SplitSeq(strings.TrimSpace(string(buf[:n])), "\n\n") {
		head, rest, _ := strings.Cut(text, "\n")
		rest, _, _ = strings.Cut(rest, "\ncreated by ")
		id, head, _ := strings.Cut(head, " [")
		g := goroutine{id: id, head: head, at: "no line of a case"}
		if m := frame.FindStringSubmatch(rest); m != nil {
			g.at = m[1]
		}
		all = append(all, g)
	}
	return all
}
