package bad

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
)

// What a variable held first is not what it holds after somebody else has had its
// address, or has called what assigns to it. In good it is the same all the way.

// 80. A number that is read.
func scansTheCount(text string) error {
	answer := make(chan int)
	go func() { answer <- 1 }() // want `\(gostuck\)`
	var n int
	if _, err := fmt.Sscan(text, &n); err != nil || n == 0 {
		<-answer
		return err
	}
	return nil
}

// 81. A field.
type bill struct {
	Paid  bool
	Price int
}

func decodesTheBill(text []byte) {
	answer := make(chan int)
	go func() { answer <- 1 }() // want `\(gostuck\)`
	var o bill
	_ = json.Unmarshal(text, &o)
	if !o.Paid {
		<-answer
	}
}

// 82. A function that another package calls.
func walksForNothing(dir string) {
	answer := make(chan int)
	go func() { answer <- 1 }() // want `\(gostuck\)`
	var first string
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		first = path
		return err
	})
	if first == "" {
		<-answer
	}
}

// 83. Whatever a caller's function does.
func asksTheCaller(names []string, fill func(*bool)) {
	answer := make(chan int)
	go func() { answer <- 1 }() // want `\(gostuck\)`
	found := false
	fill(&found)
	if !found {
		<-answer
	}
	slices.Sort(names)
}

// 84. A function of the package.
func marks(o *bill, paid *bool) {
	*paid = o.Price > 0
}

func marksThePaid(o *bill) {
	answer := make(chan int)
	go func() { answer <- 1 }() // want `\(gostuck\)`
	paid := false
	marks(o, &paid)
	if !paid {
		<-answer
	}
}

// 85. A method.
func (o *bill) pay(with string) { o.Paid = with != "" }

func paysTheBill(with string) {
	answer := make(chan int)
	go func() { answer <- 1 }() // want `\(gostuck\)`
	o := &bill{}
	o.pay(with)
	if !o.Paid {
		<-answer
	}
}

// 86. The method of a type that is no struct.
type mark string

func (m *mark) set(to string) { *m = mark(to) }

func setsTheMark(to string) {
	answer := make(chan int)
	go func() { answer <- 1 }() // want `\(gostuck\)`
	var m mark
	m.set(to)
	if m == "" {
		<-answer
	}
}

// 87. The element of a list.
func voids(paid []bool, last bool) { paid[0] = last }

func voidsTheFirst(last bool) {
	answer := make(chan int)
	go func() { answer <- 1 }() // want `\(gostuck\)`
	paid := []bool{true}
	voids(paid, last)
	if paid[0] {
		<-answer
	}
}
