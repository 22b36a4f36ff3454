package harm

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Wants reports the lines of this folder's sources that want a finding although
// no goroutine was ever stuck there: seen is what Stuck and Locked returned.
func Wants(t *testing.T, seen map[string]bool) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(src)) {
			n++
			if at := fmt.Sprintf("%s:%d", name, n); strings.Contains(line, "// want `") && !seen[at] {
				t.Errorf("%s: nobody was ever stuck here", at)
			}
		}
	}
}
