# O cardápio e o carrinho.
shop-payments = Pix, cartão ou dinheiro
shop-search = Buscar no cardápio
shop-search-clear = Limpar a busca
shop-categories = Categorias
shop-vegan = Vegano
shop-vegetarian = Vegetariano
shop-contains = Contém { $what }
shop-contains-title = Contém
shop-contains-none = Nenhum alergênico declarado.
shop-allergen-gluten = glúten
shop-allergen-milk = leite
shop-allergen-egg = ovo
shop-allergen-fish = peixe
shop-allergen-crustaceans = crustáceos
shop-allergen-peanut = amendoim
shop-allergen-nuts = castanhas
shop-allergen-soy = soja
shop-from = a partir de
shop-left = { $n ->
    [one] Só mais { $n }
   *[other] Só mais { $n }
}
shop-sold-out = Acabou
shop-sold-out-long = Acabou por hoje
shop-sold-out-detail = Este acabou por enquanto. Se voltar, aparece aqui na hora.
shop-all-in-cart = Tudo o que resta já está no seu carrinho
shop-add-named = Pôr no carrinho: { $name }
shop-in-cart = { $n } no carrinho
shop-add = Adicionar
shop-change-line = Salvar
shop-choose = Falta escolher
shop-required = Obrigatório
shop-choose-exactly = { $n ->
    [one] Escolha uma opção
   *[other] Escolha { $n } opções
}
shop-choose-up-to = { $n ->
    [one] Se quiser, escolha uma
   *[other] Se quiser, até { $n }
}
shop-choose-between = Escolha de { $min } a { $max }
shop-option-out = acabou
shop-note = Algum recado para a cozinha?
shop-note-example = Ex.: sem cebola, molho à parte
shop-note-left = Cabem mais { $n } letras.
shop-quantity = Quantidade
shop-quantity-of = Quantidade de { $name }
shop-fewer = Um a menos
shop-more = Um a mais
shop-found = { $n ->
    [0] Nada para “{ $typed }”
    [one] 1 resultado para “{ $typed }”
   *[other] { $n } resultados para “{ $typed }”
}
shop-found-none = Este prato não está no cardápio
shop-found-none-detail = Tente outra palavra: um ingrediente, uma bebida, “vegano”…
shop-no-such-item = Este item não está mais no cardápio.
shop-closed-detail = Monte seu pedido com calma: na entrega, é só agendar um horário.
shop-unreachable = A cozinha não respondeu
shop-unreachable-detail = Seu carrinho está guardado neste aparelho. Continuamos tentando.
shop-cart = Seu pedido
shop-see-cart = Ver pedido
shop-pieces = { $n ->
    [one] 1 item
   *[other] { $n } itens
}
shop-cart-empty = Prato vazio, por enquanto
shop-cart-empty-detail = Escolha algo do cardápio e ele aparece aqui.
shop-items-total = Itens
shop-fee-later = A entrega é calculada com o seu endereço.
shop-to-checkout = Fechar pedido
shop-cart-mend = Ajuste os itens marcados
shop-remove = Remover
shop-remove-named = Remover { $name }
shop-edit-named = Editar { $name }
shop-price-changed = O preço mudou: era { $was }, agora { $now }.
shop-line-gone = Saiu do cardápio.
shop-line-changed = Uma opção mudou. Edite para escolher de novo.
shop-line-sold-out = Acabou agora há pouco.
shop-line-short = { $n ->
    [one] Resta só { $n }.
   *[other] Restam só { $n }.
}
shop-take-left = { $n ->
    [one] Ficar com { $n }
   *[other] Ficar com { $n }
}
shop-demo = Demonstração guiada
shop-demo-phone = Telefone de mentira
