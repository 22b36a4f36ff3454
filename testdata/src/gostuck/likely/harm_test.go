package likely

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"cancelcheck.test/harm"
)

// TestHarm calls the methods in the order that does harm: somebody is stuck at
// every line that wants a finding.
func TestHarm(t *testing.T) {
	listens()
	seen := map[string]bool{}
	for name, f := range map[string]func(){
		"Mailbox":  func() { m := NewMailbox(); go m.Send("a"); m.Close() },
		"Spooler":  func() { s := NewSpooler(1); s.Submit(""); go s.Submit("page") },
		"Recorder": func() { NewRecorder().Close() },
		"Metronome": func() {
			m := NewMetronome()
			defer m.Stop()
			m.Stop()
		},
		"Scanner": func() {
			s := NewScanner(3)
			defer s.Close()
			_, _ = s.Next()
			time.Sleep(time.Second)
		},
		"Player":       func() { p := NewPlayer(); p.Pause(); p.Close() },
		"Board":        func() { b := NewBoard(); r := b.Join(); b.Post("note"); r.Leave() },
		"Board, Join":  func() { b := NewBoard(); go b.Join(); b.Close() },
		"Board, Post":  func() { b := NewBoard(); go b.Post("note"); b.Close() },
		"Board, Close": func() { b := NewBoard(); b.Close(); b.Close() },
		"Ledger":       func() { l := NewLedger(); go l.Flush(); l.Close() },
		"Intercom": func() {
			a, b := net.Pipe()
			_ = a.Close()
			_ = b.Close()
			NewIntercom(b).Attend()
		},
		"Lease": func() {
			l, _ := NewLandlord(func() error { return errNoRoom }).Let(1)
			time.Sleep(time.Second)
			l.Release()
		},
		"Tap":                    func() { t := NewTap(0); time.Sleep(time.Second); _ = t.Close() },
		"servesUntilTheSignal":   func() { operator <- os.Interrupt; _ = servesUntilTheSignal(":-1") },
		"Main":                   func() { _ = Main([]string{":-1", ":-2"}, func(string) error { return errors.New("no") }) },
		"firstOfTwoServers":      func() { _ = firstOfTwoServers(":-1", ":-1") },
		"serverAndBadName":       func() { _ = serverAndBadName("ada", ":-1") },
		"firstOfManyServers":     func() { _ = firstOfManyServers([]string{":-1", ":-2"}) },
		"leavesAThousandSlots":   func() { _ = leavesAThousandSlots(func() bool { time.Sleep(10 * time.Millisecond); return true }) },
		"leavesAtTheSecondComma": func() { _ = leavesAtTheSecondComma("a,b,c") },
		"asManyAsNames":          func() { _ = asManyAsNames([]string{"ada"}, []int{1, 2}) },
		"asksOnALine":            func() { _ = asksOnALine(halfCut{}) },
		"onePieceShort":          func() { _ = onePieceShort([]int{1, 2, 3}, 2) },
		"answersOfAKind":         func() { _ = answersOfAKind("flat") },
		"asManyAsTheShelfSays": func() {
			opened := 0
			_, _ = asManyAsTheShelfSays(thinShelf{}, func(string) error {
				if opened++; opened > 2 {
					return errors.New("locked")
				}
				return nil
			})
		},
		"ticksToTheLimit": func() { _ = ticksToTheLimit(0) },
		"moreThanNames":   func() { _ = asManyAsNames([]string{"ada", "bob"}, []int{1}) },
	} {
		t.Run(name, func(t *testing.T) {
			for range 1000 { // two may be under way, and one is chosen
				if lines := harm.Stuck(t, func(context.Context) { f() }); len(lines) > 0 {
					for _, at := range lines {
						seen[at] = true
					}
					return
				}
			}
			t.Error("nobody is left behind, a thousand times: this does no harm")
		})
	}
	harm.Wants(t, seen)
}

// halfCut carries, but nothing comes back.
type halfCut struct{}

func (halfCut) Carry(int) error    { return nil }
func (halfCut) Hear() (int, error) { return 0, errors.New("cut") }

// thinShelf has more books than it says.
type thinShelf struct{}

func (thinShelf) Len() int        { return 1 }
func (thinShelf) Books() []string { return []string{"a", "b", "c"} }
