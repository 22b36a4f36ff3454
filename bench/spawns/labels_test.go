// Package spawns holds a sample of spawns with labels; see README.md.
package spawns

import (
	"cmp"
	"encoding/json"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

type label struct {
	Repo string   `json:"repo"`
	File string   `json:"file"`
	Line int      `json:"line"`
	Kind string   `json:"kind"`
	Stop []string `json:"stop"`
	Join string   `json:"join"`
	Why  string   `json:"why"`
}

// The words that README.md explains.
var (
	repos = map[string]int{"buildkit": 16, "etcd": 16, "go": 20, "grpc-go": 16, "netbird": 16, "syncthing": 16}
	kinds = []string{"go", "Go", "TryGo", "time.AfterFunc", "context.AfterFunc"}
	stops = []string{"context", "channel", "io", "timer", "flag", "finite", "group", "none"}
	joins = []string{"waitgroup", "channel", "group", "other", "none"}
)

func TestLabels(t *testing.T) {
	file, err := os.Open("labels.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	dec := json.NewDecoder(file)
	dec.DisallowUnknownFields()
	var labels []label
	if err := dec.Decode(&labels); err != nil {
		t.Fatal(err)
	}
	if len(labels) != 100 {
		t.Errorf("%d labels, want 100", len(labels))
	}

	counts := make(map[string]int)
	for i, l := range labels {
		counts[l.Repo]++
		if i > 0 && compare(labels[i-1], l) >= 0 {
			t.Errorf("%s:%d is not after what is before it", l.File, l.Line)
		}
		if path.Ext(l.File) != ".go" || path.IsAbs(l.File) || path.Clean(l.File) != l.File || l.Line < 1 {
			t.Errorf("%q:%d is no position", l.File, l.Line)
		}
		if !slices.Contains(kinds, l.Kind) {
			t.Errorf("%s:%d: kind %q", l.File, l.Line, l.Kind)
		}
		if len(l.Stop) == 0 {
			t.Errorf("%s:%d: no stop", l.File, l.Line)
		}
		for j, s := range l.Stop {
			if !slices.Contains(stops, s) || slices.Contains(l.Stop[:j], s) || s == "none" && len(l.Stop) > 1 {
				t.Errorf("%s:%d: stop %q in %q", l.File, l.Line, s, l.Stop)
			}
		}
		if !slices.Contains(joins, l.Join) {
			t.Errorf("%s:%d: join %q", l.File, l.Line, l.Join)
		}
		if strings.TrimSpace(l.Why) == "" {
			t.Errorf("%s:%d: no why", l.File, l.Line)
		}
	}
	for repo, count := range counts {
		if count != repos[repo] {
			t.Errorf("%d labels in %q, want %d", count, repo, repos[repo])
		}
	}
}

func compare(a, b label) int {
	return cmp.Or(cmp.Compare(a.Repo, b.Repo), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}
