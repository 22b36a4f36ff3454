// Package harm tells whether a case does harm when it is run. What a rule calls
// bad must, its good twin must not: so a finding is a fact, not an opinion.
package harm

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
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

// Stuck runs f as Leaks does and returns the lines, as "file.go:12", that the
// goroutines are at which are left blocked: where they wait and what called it.
// A goroutine that waits for a lock is not among them, see Locked.
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
				lines = append(lines, g.lines...)
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

// A goroutine as the runtime prints it: what it waits for, and where.
type goroutine struct {
	id, head string
	lines    []string
}

// stacks returns all goroutines as they are at one instant, the caller's first.
func stacks() (all []goroutine) {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	frame := regexp.MustCompile(`(?m)^\t(.*\.go:\d+)`)
	for text := range strings.SplitSeq(strings.TrimSpace(string(buf)), "\n\n") {
		head, rest, _ := strings.Cut(text, "\n")
		rest, _, _ = strings.Cut(rest, "\ncreated by ")
		id, head, _ := strings.Cut(head, " [")
		g := goroutine{id: id, head: head}
		for _, m := range frame.FindAllStringSubmatch(rest, -1) {
			g.lines = append(g.lines, filepath.Base(m[1]))
		}
		all = append(all, g)
	}
	return all
}
