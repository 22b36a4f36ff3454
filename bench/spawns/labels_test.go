// Package spawns holds samples of spawns with labels; see README.md.
package spawns

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
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
	kinds = []string{"go", "Go", "TryGo", "time.AfterFunc", "context.AfterFunc"}
	stops = []string{"context", "channel", "io", "timer", "flag", "finite", "group", "none"}
	joins = []string{"waitgroup", "channel", "group", "other", "none"}
)

// The samples, with how many of each repository README.md says are drawn.
var samples = map[string]map[string]int{
	"labels.json":  {"buildkit": 16, "etcd": 16, "go": 20, "grpc-go": 16, "netbird": 16, "syncthing": 16},
	"labels2.json": {"cloudflared": 16, "compose": 16, "frp": 16, "go": 20, "lnd": 16, "ollama": 16},
	"labels3.json": {"crowdsec": 8, "headscale": 8, "jaeger": 8, "pipeline": 8, "serving": 8},
}

func TestLabels(t *testing.T) {
	for name, repos := range samples {
		t.Run(name, func(t *testing.T) {
			labels := read(t, name)
			checkLabels(t, labels)
			counts := make(map[string]int)
			for _, l := range labels {
				counts[l.Repo]++
			}
			if !maps.Equal(counts, repos) {
				t.Errorf("labels of repositories: %v, want %v", counts, repos)
			}
		})
	}
}

func TestSamplesAreDisjoint(t *testing.T) {
	in := make(map[string]string)
	for name := range samples {
		for _, l := range read(t, name) {
			place := fmt.Sprintf("%s/%s:%d", l.Repo, l.File, l.Line)
			if other := in[place]; other != "" {
				t.Errorf("%s is in %s and in %s", place, other, name)
			}
			in[place] = name
		}
	}
}

func read(t *testing.T, name string) []label {
	file, err := os.Open(name)
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
	return labels
}

func checkLabels(t *testing.T, labels []label) {
	for i, l := range labels {
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
}

func compare(a, b label) int {
	return cmp.Or(cmp.Compare(a.Repo, b.Repo), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}
