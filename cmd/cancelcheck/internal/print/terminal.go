package print

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"
)

// Terminal reports whether a person reads the file.
func Terminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// Color reports whether the file may get colours (see no-color.org).
func Color(f *os.File) bool { return os.Getenv("NO_COLOR") == "" && Terminal(f) }

// Progress draws done/total on a terminal once a run takes long. Nobody needs
// it in a file, so it returns nil for one.
func Progress(f *os.File) (step func(done, total int), end func()) {
	if !Terminal(f) {
		return nil, func() {}
	}
	const patience, every = 2 * time.Second, 100 * time.Millisecond
	next := time.Now().Add(patience)
	drawn := false
	step = func(done, total int) {
		if now := time.Now(); now.After(next) {
			next = now.Add(every)
			drawn = true
			fmt.Fprintf(f, "\r%d/%d packages", done, total)
		}
	}
	return step, func() {
		if drawn {
			fmt.Fprint(f, "\r\x1b[K")
		}
	}
}
