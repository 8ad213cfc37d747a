package main

// brands are made up, as are the names of models.
func brands() []string {
	return []string{
		"Nordvik", "Halden", "Brightmoor", "Calder and Finch", "Olmeda", "Tavira", "Pinehollow", "Kestrelle",
		"Vandermeer", "Lumo", "Quillon", "Marlowe", "Oakside", "Zephyra", "Bellwether", "Fjordline", "Hearthstead",
		"Mirabel", "Cobaltik", "Ridgeway", "Solenne", "Thistledown", "Urbanox", "Wrenfield", "Yamoto", "Arvensis",
		"Dunmore", "Elmstone", "Grayling", "Inverloch", "Juno Works", "Ostrander", "Larkspur", "Montclaire",
		"Novaro", "Petrichor", "Rosewater", "Sandpiper", "Tidewater", "Westerby",
	}
}

func models() []string {
	return []string{
		"Alto", "Brisa", "Corso", "Delta", "Ember", "Fable", "Gala", "Havn", "Isar", "Jura", "Lyra", "Mesa",
		"Nova", "Orbit", "Pico", "Quest", "Riva", "Sol", "Terra", "Ursa", "Vento", "Wave", "Xeno", "Yola", "Zeal",
		"Arbor", "Bolt", "Cirrus", "Dune", "Echo", "Fjell", "Grove", "Halo", "Iris", "Kappa", "Luma",
	}
}

func colors() []string {
	return []string{
		"black", "white", "gray", "charcoal", "beige", "cream", "brown", "navy", "blue", "light blue", "turquoise",
		"green", "olive", "dark green", "mint", "yellow", "mustard", "orange", "red", "burgundy", "pink", "blush",
		"purple", "lavender", "coral", "copper", "silver", "gold",
	}
}
